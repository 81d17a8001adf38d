import Testing

@testable import Slides

/// Files that other programs write, and how they can be wrong. Each case is a folder, and one test runs them all.
@Suite struct `Files from other programs` {
    /// STAMP stores micrometres as float32.
    static let bound = 1e-3

    @Test func `there are cases to test`() {
        #expect(Case.names.count > 100)
    }

    @Test(arguments: Case.names) func `each case is read, or refused in one sentence`(name: String) throws {
        let content = try Case(name)
        let folder = Case.folder(name)
        if let expected = content.expect {
            let (evidence, tiles) = try content.open(in: folder)
            #expect(abs(tiles.side - expected.side) < Self.bound)
            #expect("\(tiles.sideSource)".hasPrefix(expected.from))
            #expect(tiles.slideSize.map { "\($0)" } == expected.slideSize)
            #expect("\(evidence.unit)" == expected.unit)
            for (origin, corner) in [(tiles.origins.first, expected.first), (tiles.origins.last, expected.last)] {
                let origin = try #require(origin)
                #expect(abs(origin.x - corner[0]) < Self.bound && abs(origin.y - corner[1]) < Self.bound)
            }
            let warnings = tiles.warnings.map { "\($0)" }
            try #require(warnings.count == expected.warnings.count, "\(warnings)")
            for (warning, words) in zip(warnings, expected.warnings) {
                expectSentence(warning, about: folder, words)
            }
        } else {
            let words = try #require(content.refused)
            let error = try #require(throws: SlideError.self) { try content.open(in: folder) }
            expectSentence("\(error)", about: folder, words)
        }
    }

    private func expectSentence(_ sentence: String, about folder: String, _ words: [String]) {
        #expect(sentence.hasPrefix(folder))
        #expect(!sentence.contains("\n") && !sentence.contains("\u{1B}"))
        for words in words { #expect(sentence.contains(words)) }
    }
}
