import Testing

@testable import Heatmaps

struct NormalizationTests {
    struct Case: Decodable {
        var scores: [Float]
        var isSigned: Bool
        /// The scores at the ends, for each normalisation.
        var ranges: [String: [Double]]
        var values: [String: [Double]]
        /// The values for the range -0.5 to 2.
        var given: [Double]
    }

    static let cases = [
        "distinct", "ties", "signed-zeros", "constant", "single", "extremes", "positive", "mostly-zero",
        "positive-constant", "one-negative", "unsigned-zeros",
    ]

    /// numpy adds in another order, which changes the last digits of the mean and the standard deviation.
    static let tolerance = 1e-12

    @Test(arguments: cases)
    func `scores are normalised as in scipy and numpy`(name: String) throws {
        let expected = try Fixtures.json("normalized/\(name).json", as: Case.self)
        for normalization in Normalization.allCases {
            let found = try normalization.applied(to: expected.scores)
            let values = try #require(expected.values[normalization.rawValue])
            if normalization == .zscore {
                #expect(zip(found.values, values).allSatisfy { abs($0 - $1) < Self.tolerance }, "\(normalization)")
            } else {
                #expect(found.values == values, "\(normalization)")
            }
            #expect(found.isZeroCentred == expected.isSigned)
            #expect(found.scores == expected.scores && found.normalization == normalization)
        }
    }

    @Test(arguments: cases)
    func `a range gives the scores at the ends of the colour bar`(name: String) throws {
        let expected = try Fixtures.json("normalized/\(name).json", as: Case.self)
        #expect(try Normalization.rank.applied(to: expected.scores).range == nil)
        for (kind, ends) in expected.ranges {
            let normalization = try #require(Normalization(rawValue: kind))
            let found = try normalization.applied(to: expected.scores)
            let range = try #require(found.range)
            let tolerance = Self.tolerance * max(1, abs(ends[1]))
            #expect(abs(range.low - ends[0]) <= tolerance && abs(range.high - ends[1]) <= tolerance, "\(kind)")
            #expect(found.rangeOrigin == (normalization == .none ? .fixed : .slide))
        }
    }

    @Test(arguments: [Normalization.minmax, .robust, .none], cases)
    func `a given range makes slides comparable`(normalization: Normalization, name: String) throws {
        let expected = try Fixtures.json("normalized/\(name).json", as: Case.self)
        let range = try ScoreRange(low: -0.5, high: 2)
        let found = try normalization.applied(to: expected.scores, range: range)
        #expect(found.values == expected.given)
        #expect(found.range == range && found.rangeOrigin == .given && !found.isZeroCentred)
    }

    @Test func `a given range is zero-centred if its ends are, whatever the slide's scores`() throws {
        let found = try Normalization.minmax.applied(to: [0, 1], range: ScoreRange(low: -4, high: 4))
        #expect(found.isZeroCentred && found.values == [0.5, 0.625])
    }

    @Test(arguments: Normalization.allCases)
    func `score 0 is in the middle if scores are signed`(normalization: Normalization) throws {
        let found = try normalization.applied(to: [-3, 0, 1, 3, -0.5])
        #expect(found.values[1] == 0.5)
        #expect(abs(found.values[0] - (1 - found.values[3])) < Self.tolerance)
        #expect(found.values[4] < 0.5 && found.values[2] > 0.5)
    }

    @Test(arguments: Normalization.allCases, [1, -1] as [Float])
    func `score 0 is in the middle if scores are two-sided, whatever their signs`(
        normalization: Normalization, sign: Float
    ) throws {
        let scores: [Float] = [0.25, 1, 0, 0.5].map { sign * $0 }
        let found = try normalization.applied(to: scores, isTwoSided: true)
        #expect(found.isZeroCentred && found.isTwoSided && found.values[2] == 0.5)
        #expect(found.values.allSatisfy { sign > 0 ? $0 >= 0.5 : $0 <= 0.5 })
        if let range = found.range { #expect(range.isZeroCentred) }
        // The other side of 0 mirrors the values.
        let mirrored = try normalization.applied(to: scores.map { -$0 }, isTwoSided: true)
        for (value, other) in zip(found.values, mirrored.values) { #expect(abs(value + other - 1) < Self.tolerance) }
        let plain = try normalization.applied(to: scores)
        #expect(plain.isZeroCentred == (sign < 0) && !plain.isTwoSided)
    }

    @Test func `two-sided scores of 0 have the middle colour`() throws {
        for normalization in Normalization.allCases {
            #expect(try normalization.applied(to: [0, 0], isTwoSided: true).values == [0.5, 0.5])
        }
    }

    @Test(arguments: Normalization.allCases)
    func `an empty list of scores gives no values`(normalization: Normalization) throws {
        #expect(try normalization.applied(to: []).values.isEmpty)
    }

    @Test(arguments: Normalization.allCases)
    func `the order of the tiles does not change values`(normalization: Normalization) throws {
        let scores = try Fixtures.json("normalized/positive.json", as: Case.self).scores
        let turned = try normalization.applied(to: scores.reversed()).values.reversed()
        #expect(try normalization.applied(to: scores).values == Array(turned))
    }

    @Test(arguments: Normalization.allCases)
    func `scores that are not finite are refused and counted`(normalization: Normalization) {
        let error = #expect(throws: HeatmapError.self) { try normalization.applied(to: [1, .infinity, 2, .nan]) }
        #expect(error == .badScores(count: 2, firstTile: 1, score: .infinity))
    }

    @Test(arguments: [(1.0, 1.0), (2, 1), (.nan, 1), (0, .infinity), (-1.7e308, 1.7e308)])
    func `an empty or infinite range is refused`(low: Double, high: Double) {
        #expect(throws: HeatmapError.self) { try ScoreRange(low: low, high: high) }
    }

    @Test(arguments: [Normalization.rank, .zscore])
    func `a range is refused if the normalisation uses none`(normalization: Normalization) {
        #expect(throws: HeatmapError.rangeNotUsed(normalization: normalization.rawValue)) {
            try normalization.applied(to: [1, 2], range: ScoreRange(low: 0, high: 1))
        }
    }

    @Test func `scores and places on the colour bar convert both ways`() throws {
        let linear = try Normalization.minmax.applied(to: [1, 2, 5])
        #expect(linear.value(ofScore: 2) == 0.25 && linear.value(ofScore: 9) == 1)
        #expect(linear.range?.score(at: 0.25) == 2)
        let ranks = try Normalization.rank.applied(to: [5, 1, 2, 2])
        #expect(ranks.value(ofScore: 1.5) == 0.625 && ranks.value(ofScore: 6) == nil)
    }
}
