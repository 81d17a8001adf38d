internal import CKernels
internal import Glibc

/// A row-major float matrix. [rows, columns]
///
/// The only owner of memory in the forward pass. What is done with its rows checks their shapes (`Rows`), so that a
/// mistake stops with the numbers in the message instead of touching foreign memory; the check costs once a block of
/// rows, not once a tile.
///
/// Sendable by this rule, which `Sweep` keeps: while workers run, a matrix is either only read, or each worker writes
/// rows, columns, or a matrix, of its own.
@safe final class Matrix: @unchecked Sendable {
    let rowCount: Int
    let columns: Int
    /// Floats from one row to the next. In scratch, the columns rounded up to a cache line plus one line, since rows that
    /// stand a power of two apart fall into the same cache sets; else the columns.
    let stride: Int
    private let memory: UnsafeMutableRawPointer
    private let base: UnsafeMutablePointer<Float>

    /// Makes a matrix of zeros. Memory that is never written is never taken from the system.
    ///
    /// - Parameter isScratch: whether products read its rows again and again.
    /// - Throws: `ModelError.outOfMemory` where the machine does not have that much.
    init(_ rowCount: Int, _ columns: Int, isScratch: Bool = false) throws(ModelError) {
        precondition(rowCount >= 0 && columns >= 0, "a matrix of \(rowCount) x \(columns)")
        let line = 64 / MemoryLayout<Float>.size
        let stride = isScratch ? (columns + line - 1) / line * line + line : max(columns, 1)
        let (count, overflow) = max(rowCount, 1).multipliedReportingOverflow(by: stride)
        guard !overflow, count < Int.max / 8 else { throw .outOfMemory(name: "a model", bytes: .max) }
        let bytes = count * MemoryLayout<Float>.size
        guard bytes < physicalMemory, let memory = unsafe calloc(bytes + 64, 1) else {
            throw .outOfMemory(name: "a model", bytes: bytes)
        }
        // Touching fresh memory in small pages takes a tenth of the whole run.
        if bytes >= 4 << 20 {
            let page = 4096
            let margin = (page - Int(bitPattern: memory) % page) % page
            _ = unsafe madvise(memory + margin, bytes - margin, MADV_HUGEPAGE)
        }
        let misalignment = Int(bitPattern: memory) % 64
        unsafe self.base = (memory + (64 - misalignment) % 64).assumingMemoryBound(to: Float.self)
        unsafe self.memory = memory
        (self.rowCount, self.columns, self.stride) = (rowCount, columns, stride)
    }

    /// Makes a matrix of given values, row-major.
    convenience init(_ rowCount: Int, _ columns: Int, _ values: [Float]) throws(ModelError) {
        try self.init(rowCount, columns, values.span)
    }

    /// Makes a matrix of given values, row-major.
    convenience init(_ rowCount: Int, _ columns: Int, _ values: Span<Float>) throws(ModelError) {
        precondition(values.count == rowCount * columns, "\(values.count) values for \(rowCount) x \(columns)")
        try self.init(rowCount, columns)
        unsafe values.withUnsafeBufferPointer { values in
            for row in 0..<rowCount {
                let source = unsafe UnsafeBufferPointer(rebasing: values[row * columns..<(row + 1) * columns])
                let target = unsafe UnsafeMutableBufferPointer(start: pointer(row: row), count: columns)
                _ = unsafe target.update(fromContentsOf: source)
            }
        }
    }

    deinit { unsafe free(memory) }

    /// All rows.
    var rows: Rows { self[0..<rowCount] }
    /// A range of rows.
    subscript(range: Range<Int>) -> Rows { Rows(matrix: self, range: range, columns: 0..<columns) }

    /// The values, row-major without padding.
    var values: [Float] { rows.values }

    /// Lets the matrix's memory be written as bytes, whatever its rows. The span is `count` bytes long.
    func withBytes<Failure: Error>(
        _ count: Int, _ body: (inout MutableRawSpan) throws(Failure) -> Void
    ) throws(Failure) {
        precondition(count <= max(rowCount, 1) * stride * MemoryLayout<Float>.size, "\(count) bytes of too few")
        let bytes = unsafe UnsafeMutableRawBufferPointer(start: base, count: count)
        var span = unsafe bytes.mutableBytes
        try body(&span)
    }

    /// The first value of a row; the caller stays within `columns`.
    @unsafe func pointer(row: Int) -> UnsafeMutablePointer<Float> { unsafe base + row * stride }
}

/// The memory of this machine in bytes: nothing that needs more is begun.
private let physicalMemory = max(1 << 30, sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE)))
