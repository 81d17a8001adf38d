import Synchronization
import Testing

@testable import LinMIL

/// How the rows of a slide are divided among chunks and threads.
@Suite struct `A sweep` {
    /// The blocks that a sweep visits, by chunk.
    private static func blocks(
        _ rows: Int, sumBytes: Int = 0, threads: Int = 2
    ) throws -> [[Range<Int>]] {
        let workspaces = try (0..<threads).map { _ in try Workspace(floats: 0) }
        let sweep = Sweep(over: rows, sumBytes: sumBytes, workspaces)
        let visited = Mutex([[Range<Int>]](repeating: [], count: sweep.chunkCount))
        try sweep.run { block, _, chunk in visited.withLock { $0[chunk].append(block) } }
        return visited.withLock { $0 }
    }

    @Test(arguments: [1, 13, 14, 15, 43, 57, 168, 169, 1000, 2689, 10_000, 10_753, 30_001])
    func `visits every row once, in order within a chunk, in blocks of at most 168`(rows: Int) throws {
        for sumBytes in [0, 8 << 20] {
            let chunks = try Self.blocks(rows, sumBytes: sumBytes)
            #expect(chunks.count <= (sumBytes == 0 ? 64 : 16))
            #expect(chunks.joined().allSatisfy { !$0.isEmpty && $0.count <= 168 })
            #expect(chunks.joined().dropLast().allSatisfy { $0.count % 42 == 0 })
            var next = 0
            for block in chunks.joined() {
                #expect(block.lowerBound == next)
                next = block.upperBound
            }
            #expect(next == rows)
            #expect(try Self.blocks(rows, sumBytes: sumBytes, threads: 5) == chunks)
        }
    }

    @Test func `has equal chunks, a multiple of four, and of many chunks the last ones are ever smaller`() throws {
        func sizes(_ rows: Int) throws -> [Int] {
            try Self.blocks(rows).map { $0.reduce(0) { $0 + $1.count } }
        }
        #expect(try sizes(1000) == [126, 126, 126, 126, 126, 126, 126, 118])
        #expect(try sizes(20) == [20])
        #expect(try sizes(50) == [42, 8])
        let many = try sizes(10_000)
        #expect(many.count == 60 && many.prefix(45).allSatisfy { $0 == 168 || $0 == 210 })
        #expect(many.suffix(5).allSatisfy { $0 <= 84 })
        let most = try sizes(50_000)
        #expect(most.count == 64 && most.prefix(48).allSatisfy { 882...924 ~= $0 } && most[63] <= 84)
        #expect(most.suffix(16) == most.suffix(16).sorted(by: >)[...])
    }

    @Test func `shares out parts, each once, and ends with the first one's error`() throws {
        struct Failure: Error, Equatable { let part: Int }
        let workers = try Workers(threads: 3, floats: 0)
        let counts = Mutex([Int](repeating: 0, count: 9))
        try workers.share(9) { part in counts.withLock { $0[part] += 1 } }
        #expect(counts.withLock { $0 } == [Int](repeating: 1, count: 9))
        #expect(throws: Failure(part: 4)) {
            try workers.share(9) { part in if part >= 4 { throw Failure(part: part) } }
        }
    }
}
