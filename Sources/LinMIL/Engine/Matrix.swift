internal import CKernels
internal import Files
internal import Glibc

/// A row-major float matrix. [rows, columns]
///
/// The only owner of memory in the forward pass. All work on it goes through `Rows`, which checks shapes: a mistake stops
/// with the numbers in the message instead of touching foreign memory. The check is made once a block of rows, not once a
/// tile.
///
/// Sendable, because while workers run a matrix is either only read, or each worker writes rows, columns or a matrix of its
/// own: `Sweep` gives every block, workspace and chunk to one worker at a time.
@safe final class Matrix: @unchecked Sendable {
    let rowCount: Int
    let columns: Int
    private let memory: UnsafeMutableRawPointer
    private let bytes: Int
    private let base: UnsafeMutablePointer<Float>

    /// Makes a matrix of zeros. Memory that is never written is never taken from the system.
    ///
    /// - Throws: `ModelError.outOfMemory` if the machine does not have that much.
    init(_ rowCount: Int, _ columns: Int) throws(ModelError) {
        precondition(rowCount >= 0 && columns >= 0, "a matrix of \(rowCount) x \(columns)")
        let (count, overflow) = max(rowCount, 1).multipliedReportingOverflow(by: max(columns, 1))
        guard !overflow, count < Int.max / 8 else { throw .outOfMemory(name: "a model", bytes: .max) }
        let needed = count * MemoryLayout<Float>.size
        let bytes = needed >= Self.largeBytes ? LargePages.rounded(needed) : needed + Self.alignment
        guard bytes < physicalMemory, let memory = unsafe Self.allocate(bytes) else {
            throw .outOfMemory(name: "a model", bytes: bytes)
        }
        let misalignment = Int(bitPattern: memory) % Self.alignment
        unsafe base = (memory + (Self.alignment - misalignment) % Self.alignment).assumingMemoryBound(to: Float.self)
        unsafe self.memory = memory
        self.bytes = bytes
        (self.rowCount, self.columns) = (rowCount, columns)
    }

    /// Makes a matrix of given values, row-major.
    convenience init(_ rowCount: Int, _ columns: Int, _ values: [Float]) throws(ModelError) {
        precondition(values.count == rowCount * columns, "\(values.count) values for \(rowCount) x \(columns)")
        try self.init(rowCount, columns)
        let target = unsafe UnsafeMutableBufferPointer(start: base, count: values.count)
        unsafe _ = target.update(fromContentsOf: values)
    }

    deinit {
        if bytes >= Self.largeBytes { unsafe munmap(memory, bytes) } else { unsafe free(memory) }
    }

    /// Returns zeros, or nil if there is no such memory. What is large comes from the system and goes back to it at once: the
    /// heap would keep what one block had, and the next block's would not fit into it.
    private static func allocate(_ bytes: Int) -> UnsafeMutableRawPointer? {
        guard bytes >= Self.largeBytes else { return unsafe calloc(bytes, 1) }
        let (access, kind) = (PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS)
        guard let memory = unsafe mmap(nil, bytes, access, kind, -1, 0), unsafe memory != MAP_FAILED else {
            return nil
        }
        unsafe LargePages.prefer(UnsafeMutableRawBufferPointer(start: memory, count: bytes))
        return unsafe memory
    }

    /// A large page.
    private static let largeBytes = 2 << 20
    private static let alignment = 64  // a cache line

    /// All rows.
    var rows: Rows { self[0..<rowCount] }

    /// A range of rows.
    subscript(range: Range<Int>) -> Rows {
        precondition(
            range.lowerBound >= 0 && range.upperBound <= rowCount, "rows \(range) of a matrix [\(rowCount), \(columns)]"
        )
        return Rows(self, offset: range.lowerBound * columns, stride: columns, count: range.count, columns: columns)
    }

    /// The values, row-major.
    var values: [Float] { rows.values }

    /// Square matrices under one another, each transposed. [blocks * n, n]
    func transposedBlocks(_ n: Int) throws(ModelError) -> Matrix {
        precondition(columns == n && rowCount % n == 0, "[\(rowCount), \(columns)] in blocks of \(n)")
        let result = try Matrix(rowCount, columns)
        for row in 0..<rowCount {
            let first = row / n * n
            for column in 0..<n {
                unsafe result.base[(first + column) * n + row - first] = base[row * n + column]
            }
        }
        return result
    }

    /// The value at an offset from the first; the caller stays within the matrix.
    @unsafe func pointer(at offset: Int) -> UnsafeMutablePointer<Float> { unsafe base + offset }
}

/// The memory of this machine in bytes: nothing that needs more is begun.
private let physicalMemory = max(1 << 30, sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE)))
