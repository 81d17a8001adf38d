internal import Dispatch
internal import Synchronization

/// One pass over all tiles, in blocks of rows that fit the cache, on several threads, with the same result bit for bit
/// whatever their number: blocks are grouped into chunks by the number of tiles alone, each chunk has sums of its own to
/// which its blocks are added in order, and the caller adds the chunks' sums in order.
struct Sweep: Sendable {
    /// Rows of a block: a multiple of every kernel's tile height, few enough that a block's scratch stays in the
    /// second-level cache, many enough that reading the weights once a block is cheap.
    static let blockRows = 168
    /// Chunks at most; also bounds the memory of partial sums.
    static let mostChunks = 64

    let tileCount: Int
    let threads: Int
    private let chunkRows: Int

    /// - Parameters:
    ///   - tileCount: the number of rows that the sweep passes over.
    ///   - sumBytes: the size of one chunk's partial sums; where it is large, there are fewer chunks.
    init(tileCount: Int, threads: Int, sumBytes: Int) {
        precondition(tileCount > 0 && threads > 0, "a sweep of \(tileCount) tiles on \(threads) threads")
        self.tileCount = tileCount
        self.threads = threads
        let chunks = min(Self.mostChunks, max(8, (128 << 20) / max(1, sumBytes)))
        let blocks = (tileCount - 1) / Self.blockRows + 1
        chunkRows = ((blocks - 1) / chunks + 1) * Self.blockRows
    }

    /// The number of chunks.
    var chunkCount: Int { (tileCount - 1) / chunkRows + 1 }

    /// Visits every block once.
    ///
    /// - Parameter visit: works on one block of rows, for the worker of that number, with the sums of that chunk: nobody
    ///   else uses either meanwhile.
    /// - Throws: the error of the first chunk that failed.
    func run(visit: @Sendable (_ block: Range<Int>, _ worker: Int, _ chunk: Int) throws -> Void) throws {
        let chunkCount = chunkCount
        let failures = Mutex<[Int: any Error]>([:])
        let next = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: min(threads, chunkCount)) { worker in
            while true {
                let chunk = next.add(1, ordering: .relaxed).oldValue
                guard chunk < chunkCount else { return }
                do {
                    let end = min(tileCount, (chunk + 1) * chunkRows)
                    for row in stride(from: chunk * chunkRows, to: end, by: Self.blockRows) {
                        try visit(row..<min(end, row + Self.blockRows), worker, chunk)
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
