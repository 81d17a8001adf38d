import Synchronization
import Testing

@testable import LinMIL

/// A caller is told how far a pass is, and may end it.
@Suite struct `The progress of a pass` {
    private struct Enough: Error {}

    private static func model(_ attention: Configuration.Attention, _ pooling: Configuration.Pooling) throws -> Model {
        try Model(
            random: Configuration(
                inputDimension: 6, classes: 2, latentDimension: 16, depth: 2, heads: 2, attention: attention,
                pooling: pooling), seed: 4)
    }

    private static let features = FeatureSource((0..<1000 * 6).map { Float(($0 * 7919) % 1009) / 500 - 1 }, width: 6)

    @Test(arguments: Configuration.Attention.allCases, Configuration.Pooling.allCases)
    func `goes from near 0 to near 1, and changes no bit`(
        attention: Configuration.Attention, pooling: Configuration.Pooling
    ) throws {
        let model = try Self.model(attention, pooling)
        for kind in [Score.Kind.rollout, .relevance] {
            let shares = Mutex<[Double]>([])
            let score = Score(kind)
            let told = try model.forward(Self.features, scores: [score], threads: 1) { share in
                shares.withLock { $0.append(share) }
            }
            let plain = try model.forward(Self.features, scores: [score], threads: 1)
            #expect(told.scores == plain.scores && told.logits == plain.logits)
            let all = shares.withLock { $0 }
            #expect(all == all.sorted() && all.allSatisfy { (0...1).contains($0) })
            #expect(try #require(all.first) < 0.15)
            // An estimate: what a mechanism does beside its sweeps is not counted.
            #expect(try #require(all.last) > 0.75, "\(attention) \(pooling) \(kind)")
        }
    }

    @Test(arguments: Configuration.Attention.allCases, [0.1, 0.5, 0.7])
    func `is where a caller ends the pass`(attention: Configuration.Attention, limit: Double) throws {
        let model = try Self.model(attention, .cls)
        let count = Mutex(0)
        #expect(throws: Enough.self) {
            try model.forward(Self.features, scores: [.relevance], threads: 2) { share in
                if share > limit {
                    count.withLock { $0 += 1 }
                    throw Enough()
                }
            }
        }
        // Each thread ends at its next block.
        #expect(count.withLock { 1...2 ~= $0 })
        // The model is as it was.
        #expect(try model.forward(Self.features).scores[.cls]?.count == Self.features.tileCount)
    }
}
