internal import Dispatch
internal import Files
internal import Synchronization

/// One pass over all rows, in blocks that fit the cache, on several threads.
///
/// The result is the same bit for bit for any number of threads: blocks are grouped into chunks by the number of rows alone,
/// each chunk has sums of its own to which its blocks are added in order, and the caller adds the chunks' sums in order.
struct Sweep: Sendable {
    /// Rows of a block: a multiple of every kernel's tile height, few enough that a block's workspace stays in the
    /// second-level cache, many enough that reading the weights once a block is cheap.
    static let blockRows = 168
    /// Chunks at most; also bounds the memory of partial sums.
    static let mostChunks = 64

    /// How rows are divided into chunks.
    enum Division: Sendable {
        /// Whole blocks in each, and what is left in the last one.
        case blocks
        /// A multiple of four chunks, as equal as register tiles allow, so that threads end together.
        case even
    }

    /// The number of chunks.
    let chunkCount: Int
    private let rowCount: Int
    private let blockRows: Int
    private let division: Division
    private let workspaces: [Workspace]  // one for each thread
    private let progress: PassProgress?
    /// The height of the largest register tile of bfloat16.
    private static let tileRows = 14

    /// - Parameters:
    ///   - rowCount: the number of rows that the sweep passes over.
    ///   - sumBytes: the size of one chunk's partial sums; if it is large, there are fewer chunks.
    ///   - blockRows: the rows of a block at most.
    ///   - workspaces: one for each thread that the sweep may use.
    ///   - progress: is told of the rows that are done, and may end the sweep.
    init(
        over rowCount: Int, sumBytes: Int = 0, blockRows: Int = Self.blockRows, _ division: Division,
        _ workspaces: [Workspace], telling progress: PassProgress? = nil
    ) {
        precondition(
            rowCount > 0 && !workspaces.isEmpty, "a sweep over \(rowCount) rows on \(workspaces.count) threads")
        (self.rowCount, self.blockRows, self.division) = (rowCount, blockRows, division)
        (self.workspaces, self.progress) = (workspaces, progress)
        let most = min(Self.mostChunks, max(8, (128 << 20) / max(1, sumBytes)))
        let blocks = (rowCount - 1) / blockRows + 1
        switch division {
        case .blocks: chunkCount = (blocks - 1) / ((blocks - 1) / most + 1) + 1
        case .even: chunkCount = min(most, (blocks + 3) / 4 * 4, Self.tiles(rowCount))
        }
    }

    /// How many register tiles so many rows take.
    private static func tiles(_ rows: Int) -> Int { (rows - 1) / tileRows + 1 }

    /// The rows of a chunk.
    private func rows(ofChunk chunk: Int) -> Range<Int> {
        switch division {
        case .blocks:
            let blocks = (rowCount - 1) / blockRows + 1
            let chunkRows = ((blocks - 1) / chunkCount + 1) * blockRows
            return chunk * chunkRows..<min(rowCount, (chunk + 1) * chunkRows)
        case .even:
            func start(_ chunk: Int) -> Int {
                min(rowCount, chunk * Self.tiles(rowCount) / chunkCount * Self.tileRows)
            }
            return start(chunk)..<start(chunk + 1)
        }
    }

    /// Visits every block once.
    ///
    /// - Parameter visit: works on one block of rows, in a workspace, with the sums of a chunk. No other visit uses either
    ///   meanwhile.
    /// - Throws: the error of the first chunk that failed.
    func run(visit: @Sendable (_ block: Range<Int>, _ work: Workspace, _ chunk: Int) throws -> Void) throws {
        let failures = Mutex<[Int: any Error]>([:])
        let next = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: min(workspaces.count, chunkCount)) { worker in
            while true {
                let chunk = next.add(1, ordering: .relaxed).oldValue
                guard chunk < chunkCount else { return }
                do {
                    let rows = rows(ofChunk: chunk)
                    for row in stride(from: rows.lowerBound, to: rows.upperBound, by: blockRows) {
                        let block = row..<min(rows.upperBound, row + blockRows)
                        try visit(block, workspaces[worker], chunk)
                        FileActivity.progress()
                        try progress?.add(block.count)
                    }
                } catch {
                    failures.withLock { $0[chunk] = error }
                    next.store(chunkCount, ordering: .relaxed)
                }
            }
        }
        // Chunks are handed out in order, so every chunk before a failed one has been visited.
        if let first = failures.withLock({ $0.min { $0.key < $1.key } }) { throw first.value }
    }
}
