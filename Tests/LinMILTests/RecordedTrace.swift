import Synchronization
import Testing

@testable import LinMIL

/// Keeps every intermediate that a forward pass shows, and puts its rows in order.
final class RecordedTrace: ForwardTrace {
    private struct Key: Hashable {
        let name: Intermediate
        let block: Int
    }

    private let rows = Mutex<[Key: [Int: [[Float]]]]>([:])

    func note(_ name: Intermediate, block: Int, at position: Int, _ rows: Rows) {
        let values = (0..<rows.count).map { rows.rows($0..<$0 + 1).values }
        self.rows.withLock { $0[Key(name: name, block: block), default: [:]][position, default: []] += values }
    }

    /// An intermediate's rows in the order of the sequence, or nil if the engine did not form it. [tokens] of [columns]
    func rows(_ name: Intermediate, block: Int) -> [[Float]]? {
        rows.withLock { $0[Key(name: name, block: block)] }?.sorted { $0.key < $1.key }.flatMap(\.value)
    }

    /// The names of what the engine formed in a block.
    func names(block: Int) -> Set<Intermediate> {
        rows.withLock { Set($0.keys.filter { $0.block == block }.map(\.name)) }
    }

    /// The number of a block's rows that were seen at each place of the sequence.
    func counts(_ name: Intermediate, block: Int) -> [Int: Int] {
        var counts: [Int: Int] = [:]
        for (position, values) in rows.withLock({ $0[Key(name: name, block: block)] }) ?? [:] {
            for index in values.indices { counts[position + index, default: 0] += 1 }
        }
        return counts
    }
}

extension Model {
    /// Runs the model, and returns what it formed on the way.
    func traced(_ features: FeatureSource, scores: Set<Score> = [], threads: Int = 2) throws -> (Output, RecordedTrace)
    {
        let trace = RecordedTrace()
        return (try forward(features, scores: scores, threads: threads, trace: trace), trace)
    }

    /// Expects the tokens before each block to be what a fixture holds of them: every eighth tile, and the class token.
    ///
    /// - Parameter prefix: what the names of the fixture's tensors begin with.
    func expectTokensBeforeBlocks(of trace: RecordedTrace, _ expected: Checkpoint, prefix: String = "") {
        for block in 0..<configuration.depth {
            guard let stored = try? expected.floats("\(prefix)block.\(block).tiles") else { continue }
            var rows = trace.rows(.input, block: block) ?? []
            if configuration.pooling == .cls, !rows.isEmpty {
                let token = rows.removeFirst()
                expectClose(
                    token, (try? expected.floats("\(prefix)block.\(block).token")) ?? [], "token before block \(block)")
            }
            let every8th = stride(from: 0, to: rows.count, by: 8).flatMap { rows[$0] }
            expectClose(every8th, stored, "tiles before block \(block)")
        }
    }
}
