import Foundation
import LinMIL
import Slides
import Testing

@testable import Results

@Suite struct `Scores in HDF5` {
    /// The words that each case's error must have.
    private struct Case: Decodable {
        let refused: [String]
        static let folder = Fixtures.folder + "/cases"
        static let names = (try? FileManager.default.contentsOfDirectory(atPath: folder).sorted()) ?? []
    }

    @Test func `there are cases to test`() { #expect(Case.names.count == 8) }

    @Test(arguments: Case.names) func `with contradictory facts are refused in one sentence`(name: String) throws {
        let folder = "\(Case.folder)/\(name)"
        let content = try JSONDecoder().decode(Case.self, from: Data(Fixtures.bytes(of: folder + "/case.json")))
        let error = try #require(throws: ResultError.self) { try SlideResult(readingHDF5From: folder + "/slide.h5") }
        guard case .badAttribute(folder + "/slide.h5", _, _, _) = error else {
            Issue.record("\(error)")
            return
        }
        for words in content.refused { #expect("\(error)".contains(words)) }
        #expect("\(error)".hasPrefix(folder) && !"\(error)".contains("\n"))
    }

    @Test func `from another program have no model`() throws {
        let path = Fixtures.folder + "/../../SlidesTests/Fixtures/cases/clam-blockmap/slide_blockmap.h5"
        let result = try SlideResult(readingHDF5From: path)
        #expect(result.model == nil && result.prediction == nil && result.score == .named("attention_scores"))
        #expect(result.slide == "slide" && result.scores.count == result.origins.count)
    }

    @Test func `have the layout of CLAM's blockmap`() throws {
        try Fixtures.withPath("h5") { path in
            try Fixtures.result().write(to: path)
            let file = try ScoreFile(path: path)
            #expect(file.scores == [0.5, -1, 2e-7])
            let tiles = try TileGrid(of: file)
            #expect(tiles.origins == [[0, 0], [512, 0], [0, 512]] && tiles.side == 512 && tiles.warnings.isEmpty)
            let objects = try FileSummary(path: path).objects
            #expect(objects.map(\.type) == ["group", "float32", "int32"])
            #expect(objects[1].shape == [3, 1] && objects[2].shape == [3, 2])
        }
    }

    @Test func `keep corners and sides that are not whole numbers`() throws {
        try Fixtures.withPath("h5") { path in
            try Fixtures.foreign.write(to: path)
            let read = try TileGrid(of: try ScoreFile(path: path))
            #expect(read.origins == Fixtures.foreign.origins && read.side == 1030.18 && read.slideSize == nil)
            #expect(try FileSummary(path: path).objects[2].type == "float64")
        }
    }

    @Test func `keep empty names`() throws {
        for classes in [["", "ü"], ["", ""]] {
            let result = Fixtures.result(classes: classes)
            let read = try Fixtures.withPath("h5") { path in
                try result.write(to: path)
                return try SlideResult(readingHDF5From: path)
            }
            #expect(read.prediction?.classes == classes)
        }
    }

    @Test func `with names that HDF5 cannot hold are refused and leave nothing`() throws {
        try Fixtures.withPath("h5") { path in
            let result = Fixtures.result(classes: [String(repeating: "n", count: 40_000), "tumor"])
            let error = try #require(throws: SlideError.self) { try result.write(to: path) }
            guard case .largeAttribute(path, "classes", 80_000, 64_000) = error else {
                Issue.record("\(error)")
                return
            }
            #expect("\(error)".contains(".json") && !FileManager.default.fileExists(atPath: path))
        }
    }

    @Test func `that are damaged are read or refused`() async {
        await #expect(processExitsWith: .success) {
            let bytes = try Fixtures.withPath("h5") { path in
                try Fixtures.result().write(to: path)
                return Fixtures.bytes(of: path)
            }
            let path = FileManager.default.temporaryDirectory.path + "/linmil-damaged-scores-\(getpid()).h5"
            defer { try? FileManager.default.removeItem(atPath: path) }
            var random = SplitMix64(seed: 7)
            for round in 0..<700 {
                var damaged = bytes
                if round < 300 {
                    damaged.removeLast(round * bytes.count / 300)
                } else {
                    for _ in 0..<4 {
                        damaged[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
                    }
                }
                try Data(damaged).write(to: URL(filePath: path))
                do {
                    _ = try SlideResult(readingHDF5From: path)
                } catch {
                    precondition("\(error)".hasPrefix(path) && !"\(error)".contains("\n"), "\(error)")
                }
            }
        }
    }
}
