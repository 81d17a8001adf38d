import Testing

@testable import Heatmaps

struct NormalizationTests {
    struct Case: Decodable {
        var scores: [Float]
        var rank: [Double]
        var minmax: [Double]
    }

    @Test(arguments: ["distinct", "ties", "signed-zeros", "constant", "single", "extremes"])
    func `scores are normalised as scipy and numpy do it`(name: String) throws {
        let expected = try Fixtures.json("ranks/\(name).json", as: Case.self)
        #expect(Normalization.rank.applied(to: expected.scores) == expected.rank)
        #expect(Normalization.minmax.applied(to: expected.scores) == expected.minmax)
    }

    @Test(arguments: Normalization.allCases)
    func `no scores give no values`(normalization: Normalization) {
        #expect(normalization.applied(to: []).isEmpty)
    }

    @Test func `a score that is no number is a programmer's mistake`() async {
        await #expect(processExitsWith: .failure) { _ = Normalization.rank.applied(to: [1, .nan]) }
    }
}
