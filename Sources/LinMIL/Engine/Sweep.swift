internal import Dispatch
internal import Synchronization

/// One pass over all tiles, in blocks of rows that fit the cache, on several threads, with the same result bit for bit
/// whatever their number: blocks are grouped into chunks by the number of tiles alone, each chunk sums for itself in
/// order, and the caller adds the chunks' sums in order.
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

    /// Visits every block once and returns the chunks' sums in order.
    ///
    /// - Parameters:
    ///   - begin: makes a chunk's empty sums.
    ///   - visit: works on one block of rows for the worker of that number, adding to its chunk's sums.
    /// - Throws: the error of the first chunk that failed.
    func run<Sums: Sendable>(
        begin: @Sendable () throws -> Sums,
        visit: @Sendable (_ block: Range<Int>, _ worker: Int, _ sums: Sums) throws -> Void
    ) throws -> [Sums] {
        let chunkCount = (tileCount - 1) / chunkRows + 1
        let results = Mutex<[Result<Sums, any Error>?]>(Array(repeating: nil, count: chunkCount))
        let next = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: min(threads, chunkCount)) { worker in
            while true {
                let chunk = next.add(1, ordering: .relaxed).oldValue
                guard chunk < chunkCount else { return }
                let result = Result<Sums, any Error> {
                    let sums = try begin()
                    let end = min(tileCount, (chunk + 1) * chunkRows)
                    for row in stride(from: chunk * chunkRows, to: end, by: Self.blockRows) {
                        try visit(row..<min(end, row + Self.blockRows), worker, sums)
                    }
                    return sums
                }
                results.withLock { $0[chunk] = result }
                if case .failure = result { next.store(chunkCount, ordering: .relaxed) }
            }
        }
        // Chunks are handed out in order, so every chunk before a failed one has finished.
        return try results.withLock { try $0.compactMap { try $0?.get() } }
    }
}
