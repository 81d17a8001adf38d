import Synchronization
import Testing

@testable import LinMIL

/// How the rows of a slide are divided among chunks and threads.
@Suite struct `A sweep` {
    /// The blocks that a sweep visits, by chunk.
    private static func blocks(
        _ rows: Int, _ division: Sweep.Division, sumBytes: Int = 0, threads: Int = 2
    ) throws -> [[Range<Int>]] {
        let workspaces = try (0..<threads).map { _ in try Workspace(floats: 0) }
        let sweep = Sweep(over: rows, sumBytes: sumBytes, division, workspaces)
        let visited = Mutex([[Range<Int>]](repeating: [], count: sweep.chunkCount))
        try sweep.run { block, _, chunk in visited.withLock { $0[chunk].append(block) } }
        return visited.withLock { $0 }
    }

    @Test(arguments: [Sweep.Division.blocks, .even], [1, 13, 14, 15, 57, 168, 169, 1000, 10_000, 10_753, 30_001])
    func `visits every row once, in order within a chunk, in blocks of at most 168`(division: Sweep.Division, rows: Int)
        throws
    {
        for sumBytes in [0, 8 << 20] {
            let chunks = try Self.blocks(rows, division, sumBytes: sumBytes)
            #expect(chunks.count <= (sumBytes == 0 ? 64 : 16))
            #expect(chunks.joined().allSatisfy { !$0.isEmpty && $0.count <= 168 })
            var next = 0
            for block in chunks.joined() {
                #expect(block.lowerBound == next)
                next = block.upperBound
            }
            #expect(next == rows)
            #expect(try Self.blocks(rows, division, sumBytes: sumBytes, threads: 5) == chunks)
        }
    }

    @Test func `has whole blocks in each chunk, or equal chunks of whole register tiles, a multiple of four of them`()
        throws
    {
        func sizes(_ rows: Int, _ division: Sweep.Division) throws -> [Int] {
            try Self.blocks(rows, division).map { $0.reduce(0) { $0 + $1.count } }
        }
        #expect(try sizes(1000, .blocks) == [168, 168, 168, 168, 168, 160])
        #expect(try sizes(1000, .even) == [126, 126, 126, 126, 126, 126, 126, 118])
        #expect(try sizes(20, .even) == [14, 6])
        let many = try sizes(10_000, .even)
        #expect(many.count == 60 && many.dropLast().allSatisfy { $0 == 154 || $0 == 168 })
        #expect(try sizes(50_000, .even).count == 64)
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
