internal import Files
internal import Machine
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

    /// The number of chunks.
    let chunkCount: Int
    /// Where each chunk begins, and the last one ends. [chunks + 1]
    private let starts: [Int]
    private let blockRows: Int
    /// Rows of which chunks and blocks are multiples.
    private let unit: Int
    private let workspaces: [Workspace]  // one for each thread
    private let progress: PassProgress?
    /// A multiple of the register tiles of AVX-512, which have 14 rows, and of those of AVX2, which have 6.
    private static let wholeTiles = 42

    /// - Parameters:
    ///   - rowCount: the number of rows that the sweep passes over.
    ///   - sumBytes: the size of one chunk's partial sums; if it is large, there are fewer chunks.
    ///   - blockRows: the rows of a block at most.
    ///   - workspaces: one for each thread that the sweep may use.
    ///   - progress: is told of the rows that are done, and may end the sweep.
    init(
        over rowCount: Int, sumBytes: Int = 0, blockRows: Int = Self.blockRows, _ workspaces: [Workspace],
        telling progress: PassProgress? = nil
    ) {
        precondition(
            rowCount > 0 && !workspaces.isEmpty, "a sweep over \(rowCount) rows on \(workspaces.count) threads")
        (self.blockRows, self.workspaces, self.progress) = (blockRows, workspaces, progress)
        let most = min(Self.mostChunks, max(8, (128 << 20) / max(1, sumBytes)))
        unit = min(blockRows, Self.wholeTiles)
        let (blocks, units) = ((rowCount - 1) / blockRows + 1, (rowCount - 1) / unit + 1)
        chunkCount = min(most, (blocks + 3) / 4 * 4, units)
        starts = Self.parts(of: units, chunkCount).map { [unit] in min(rowCount, $0 * unit) }
    }

    /// Divides units into chunks: equal ones, a multiple of four if there are enough. Of many chunks the last quarter is
    /// ever smaller, so that all threads end at about the same time.
    private static func parts(of units: Int, _ count: Int) -> [Int] {
        let isTapering = count >= 16 && units >= 2 * count
        var sums = [0]
        for chunk in 0..<count { sums.append(sums[chunk] + (isTapering ? min(count / 4, count - chunk) : 1)) }
        return sums.map { $0 * units / sums[count] }
    }

    /// The rows of a chunk in equal blocks.
    private func blocks(ofChunk chunk: Int) -> [Range<Int>] {
        let rows = starts[chunk]..<starts[chunk + 1]
        guard !rows.isEmpty else { return [] }
        let (units, count) = ((rows.count - 1) / unit + 1, (rows.count - 1) / blockRows + 1)
        let step = ((units - 1) / count + 1) * unit
        return stride(from: rows.lowerBound, to: rows.upperBound, by: step).map {
            $0..<min(rows.upperBound, $0 + step)
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
        Parallel.perform(min(workspaces.count, chunkCount)) { worker in
            while true {
                let chunk = next.add(1, ordering: .relaxed).oldValue
                guard chunk < chunkCount else { return }
                do {
                    for block in blocks(ofChunk: chunk) {
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
