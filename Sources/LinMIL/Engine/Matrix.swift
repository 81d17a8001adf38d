internal import CKernels
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
    private let base: UnsafeMutablePointer<Float>

    /// Makes a matrix of zeros. Memory that is never written is never taken from the system.
    ///
    /// - Throws: `ModelError.outOfMemory` if the machine does not have that much.
    init(_ rowCount: Int, _ columns: Int) throws(ModelError) {
        precondition(rowCount >= 0 && columns >= 0, "a matrix of \(rowCount) x \(columns)")
        let (count, overflow) = max(rowCount, 1).multipliedReportingOverflow(by: max(columns, 1))
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
        (self.rowCount, self.columns) = (rowCount, columns)
    }

    /// Makes a matrix of given values, row-major.
    convenience init(_ rowCount: Int, _ columns: Int, _ values: [Float]) throws(ModelError) {
        try self.init(rowCount, columns, values.span)
    }

    /// Makes a matrix of given values, row-major.
    convenience init(_ rowCount: Int, _ columns: Int, _ values: Span<Float>) throws(ModelError) {
        precondition(values.count == rowCount * columns, "\(values.count) values for \(rowCount) x \(columns)")
        try self.init(rowCount, columns)
        let target = unsafe UnsafeMutableBufferPointer(start: base, count: values.count)
        unsafe values.withUnsafeBufferPointer { _ = unsafe target.update(fromContentsOf: $0) }
    }

    deinit { unsafe free(memory) }

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

    /// The value at an offset from the first; the caller stays within the matrix.
    @unsafe func pointer(at offset: Int) -> UnsafeMutablePointer<Float> { unsafe base + offset }
}

/// The memory of this machine in bytes: nothing that needs more is begun.
private let physicalMemory = max(1 << 30, sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE)))
