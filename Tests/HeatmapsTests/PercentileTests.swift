import Testing

@testable import Heatmaps

/// One range over the scores of many slides.
struct PercentileTests {
    private func range(of slides: [[Float]]) -> ScoreRange? {
        ScoreRange.robust { body in
            for slide in slides { body(slide) }
        }
    }

    @Test(arguments: NormalizationTests.cases)
    func `the range of a cohort equals numpy's, however its tiles are split`(name: String) throws {
        let expected = try Fixtures.json("normalized/\(name).json", as: NormalizationTests.Case.self)
        let ends = try #require(expected.ranges["robust"])
        for parts in 1...3 {
            let slides = (0..<parts).map { part in
                expected.scores.indices.filter { $0 % parts == part }.map { expected.scores[$0] }
            }
            let found = try #require(range(of: slides))
            let tolerance = NormalizationTests.tolerance * max(1, abs(ends[1]))
            #expect(abs(found.low - ends[0]) <= tolerance && abs(found.high - ends[1]) <= tolerance)
            #expect(found == range(of: slides.reversed()))
        }
    }

    @Test func `the range of two-sided scores has 0 in its middle, whatever their signs`() throws {
        let slides: [[Float]] = [[1, 2, 3], [4]]
        let found = try #require(ScoreRange.robust(isTwoSided: true) { body in for slide in slides { body(slide) } })
        #expect(found.isZeroCentred && found.high == range(of: slides)?.high)
        #expect(range(of: slides)?.isZeroCentred == false)
    }

    @Test func `an empty list of scores has no range`() {
        #expect(range(of: []) == nil)
        #expect(range(of: [[], []]) == nil)
    }
}
