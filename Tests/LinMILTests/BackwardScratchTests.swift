import Testing

@testable import LinMIL

/// The workspace that each mechanism asks for, and no more, is enough for its derivative and its rollout.
@Suite struct BackwardScratchTests {
    private static let tokens = 2 * Sweep.blockRows + 13

    /// Widths that are no multiple of anything, and heads that are wider than the model.
    @Test(arguments: Configuration.Attention.allCases, [(21, 3), (37, 1), (6, 2)])
    func `a derivative takes no more than it asks for`(
        attention: Configuration.Attention, shape: (width: Int, heads: Int)
    ) throws {
        let configuration = Configuration(
            inputDimension: 2, classes: 2, latentDimension: shape.width, depth: 1, heads: shape.heads,
            attention: attention, pooling: .mean)
        let block = try #require(try Model(random: configuration, seed: 1).blocks.first)
        try Self.run(block.attention, configuration)
    }

    private static func run(_ attention: some Attention, _ configuration: Configuration) throws {
        let forward = try Workers(threads: 1, floats: configuration.attention.mechanism.scratchFloats(configuration))
        let backward = try Workers(
            threads: 1, floats: configuration.attention.mechanism.backwardScratchFloats(configuration))
        let y = try Matrix(tokens, configuration.latentDimension)
        var generator = SplitMix64(seed: 2)
        for row in 0..<tokens {
            for column in 0..<y.columns {
                y[row..<row + 1].columns(column..<column + 1).fill(Float.random(in: -1..<1, using: &generator))
            }
        }
        let blocks = stride(from: 0, to: tokens, by: Sweep.blockRows)
            .map { $0..<min($0 + Sweep.blockRows, tokens) }
        let gathering = try attention.begin(tokens: tokens, chunks: 1)
        for rows in blocks { gathering.gather(y[rows], at: rows.lowerBound, chunk: 0, forward.own) }
        let complete = try gathering.complete(forward)

        for rule in [BackwardRule.relevance, .derivative] {
            for receivers in [1, tokens] {
                let derivative = try complete.backward(rule, receivers: receivers, chunks: 1)
                let (dx, x, dy) = (
                    try Matrix(tokens, y.columns, y.values), try Matrix(tokens, y.columns),
                    try Matrix(tokens, y.columns)
                )
                for rows in receivers == 1 ? [0..<1] : blocks {
                    derivative.gather(
                        dx[rows], through: x[rows], from: y[rows], into: dy[rows], at: rows.lowerBound, chunk: 0,
                        backward.own
                    ) { _ in }
                }
                let returned = try derivative.complete(backward)
                for rows in blocks {
                    returned.add(to: dy[rows], from: y[rows], at: rows.lowerBound, chunk: 0, backward.own)
                }
                #expect(dy.rows.nonFinite() == nil)
                #expect(dy.values.contains { $0 != 0 })
            }
        }

        let shares = try Matrix(tokens, 1, Array(repeating: 1 / Float(tokens), count: tokens))
        let rollout = try complete.rollout(chunks: 1)
        for rows in blocks { rollout.gather(shares[rows], from: y[rows], at: rows.lowerBound, chunk: 0, backward.own) }
        let paid = try rollout.complete(backward)
        for rows in blocks { paid.write(to: shares[rows], from: y[rows], at: rows.lowerBound, backward.own) }
        #expect(shares.rows.nonFinite() == nil)
        #expect(shares.values.contains { $0 != 0 })
    }
}
