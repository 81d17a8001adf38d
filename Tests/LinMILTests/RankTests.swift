import Testing

@testable import LinMIL

/// The colour of a tile follows its rank, so ranks are compared too: an error of 1e-5 of the largest score would leave a score
/// a thousand times smaller with no more than two right digits, and could mix the lower ranks at will.
@Suite struct RankTests {
    /// By how much a tile's rank may differ from the reference's. Two neighbours may change places if their scores differ by
    /// less than float32 rounding; a longer move would be an error.
    static let displacement = 1.0
    /// The error of a weak class attention relative to itself, as for the largest. It is an exponential: an absolute error
    /// of its logit, a dozen in magnitude here and rounded to float32 after two blocks, is its relative error.
    static let relative = ForwardTests.tolerance

    @Test(arguments: IntermediateTests.all)
    func `ranks of all scores equal the paper's`(test: IntermediateTests.Case) throws {
        let (model, _, tiles) = try test.read()
        let paper = try test.paper()
        let output = try model.forward(test.source(tiles), scores: test.scores, threads: 2)
        if let cls = output.scores[.cls] {
            let weights = try #require(paper.blocks.last).classWeights.dropFirst()
            expectRanks(of: cls, weights.map { $0.reduce(0, +) / Double($0.count) }, "cls")
        }
        // Softmax attention's attn is one number for all tiles.
        if let attn = output.scores[.attn], test.attention != .softmax {
            expectRanks(of: attn, try #require(paper.packageAttention), "attn")
        }
    }

    @Test(arguments: ForwardTests.cases.filter { $0.shape != "shallow" })
    func `ranks of linear attention's scores equal the package's`(fixture: Fixture) throws {
        let expected = try fixture.expected()
        let scores: Set<Score> = fixture.pooling == .cls ? [.cls, .attn] : [.attn]
        let output = try fixture.model().forward(try fixture.features(), scores: scores, threads: 2)
        for score in scores {
            let found = try #require(output.scores[score])
            expectRanks(of: found, try expected.floats(score.kind.rawValue).map(Double.init), "\(score.kind.rawValue)")
        }
    }

    @Test(arguments: [("two-heads-cls", 389), ("long-cls", 3000)])
    func `ranks of softmax attention's scores equal the package's`(name: String, tiles: Int) throws {
        let (cls, expected) = try softmax(name, tiles)
        expectRanks(of: cls, expected.map(Double.init), "cls")
    }

    @Test func `scores a thousand to a hundred thousand times smaller than the largest are right in themselves`() throws
    {
        let (cls, expected) = try softmax("two-heads-cls", 389)
        let largest = try #require(expected.max())
        let weak = expected.indices.filter { expected[$0] < largest / 1000 }
        #expect(weak.count > 200)
        let worst = weak.map { abs(cls[$0] / expected[$0] - 1) }.max() ?? .infinity
        #expect(worst <= Self.relative)
    }

    /// The class attention, and the package's.
    private func softmax(_ name: String, _ tiles: Int) throws -> (found: [Float], expected: [Float]) {
        let model = try Model(SoftmaxAttentionTests.read(name))
        let output = try model.forward(SoftmaxAttentionTests.slide(tiles), threads: 2)
        let expected = try SoftmaxAttentionTests.read("\(name)-\(tiles).expected").floats("cls")
        return (try #require(output.scores[.cls]), expected)
    }

    private func expectRanks(
        of found: [Float], _ expected: [Double], _ name: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let (ranks, wanted) = (Self.averageRanks(of: found.map(Double.init)), Self.averageRanks(of: expected))
        let worst = zip(ranks, wanted).map { abs($0 - $1) }.max() ?? .infinity
        let moved = zip(ranks, wanted).count { $0 != $1 }
        #expect(
            worst <= Self.displacement, "\(name): a tile is \(worst) ranks off, \(moved) tiles are",
            sourceLocation: sourceLocation)
    }

    /// Each score's rank from 1, ties at their average.
    private static func averageRanks(of scores: [Double]) -> [Double] {
        let order = scores.indices.sorted { scores[$0] < scores[$1] }
        var ranks = [Double](repeating: 0, count: scores.count)
        var first = 0
        while first < order.count {
            let end = order[first...].firstIndex { scores[$0] != scores[order[first]] } ?? order.count
            for place in first..<end { ranks[order[place]] = Double(first + 1 + end) / 2 }
            first = end
        }
        return ranks
    }
}
