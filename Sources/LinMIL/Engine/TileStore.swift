internal import CKernels

/// Tiles' vectors between two sweeps: in float32, or under bfloat16 as 16-bit integers with a scale for each tile. [tiles, D]
///
/// An integer's error is at most 2^-16 of the tile's largest number. bfloat16 itself would err by 2^-9 of each number.
struct TileStore: Sendable {
    let rowCount: Int
    let columns: Int
    private let memory: Memory

    private enum Memory: Sendable {
        case float32(Matrix)  // [tiles, D]
        case integers(Matrix, scales: Matrix)  // two in a float, row after row; [tiles, 1]
    }

    init(_ rowCount: Int, _ columns: Int, _ precision: Precision) throws(ModelError) {
        (self.rowCount, self.columns) = (rowCount, columns)
        memory =
            switch precision {
            case .float32: .float32(try Matrix(rowCount, columns))
            case .bfloat16:
                .integers(try Matrix(1, (rowCount * columns + 1) / 2), scales: try Matrix(rowCount, 1))
            }
    }

    /// How many bytes a tile takes.
    static func bytes(_ columns: Int, _ precision: Precision) -> Int {
        switch precision {
        case .float32: columns * MemoryLayout<Float>.size
        case .bfloat16: columns * MemoryLayout<Int16>.size + MemoryLayout<Float>.size
        }
    }

    /// Lends rows for some tiles, whatever they hold: the store's own in float32, otherwise the workspace's. [rows, D]
    func room(for rows: Range<Int>, _ work: inout Workspace) -> Rows {
        switch memory {
        case .float32(let matrix): matrix[rows]
        case .integers: work.rows(rows.count, columns)
        }
    }

    /// Lends some tiles. Whoever changes them hands them to `keep`. [rows, D]
    func tiles(_ rows: Range<Int>, _ work: inout Workspace) -> Rows {
        let x = room(for: rows, &work)
        load(rows, into: x)
        return x
    }

    /// Writes some tiles. -> x [rows, D]
    func load(_ rows: Range<Int>, into x: Rows) {
        check(rows, x)
        switch memory {
        case .float32(let matrix): x.copyIfElsewhere(matrix[rows])
        case .integers(let memory, let scales):
            unsafe kernel_load_rows(
                rows.count, columns, integers(memory, rows), scales[rows].base, x.base, x.stride)
        }
    }

    /// Keeps some tiles, and sets x to what is kept. x [rows, D]
    func keep(_ x: Rows, at rows: Range<Int>) {
        check(rows, x)
        switch memory {
        case .float32(let matrix): matrix[rows].copyIfElsewhere(x)
        case .integers(let memory, let scales):
            unsafe kernel_store_rows(
                rows.count, columns, x.base, x.stride, integers(memory, rows), scales[rows].base)
            load(rows, into: x)
        }
    }

    private func check(_ rows: Range<Int>, _ x: Rows) {
        precondition(
            rows.lowerBound >= 0 && rows.upperBound <= rowCount && x.count == rows.count && x.columns == columns,
            "tiles \(rows) of [\(rowCount), \(columns)] and [\(x.count), \(x.columns)]")
    }

    @unsafe private func integers(_ memory: Matrix, _ rows: Range<Int>) -> UnsafeMutablePointer<Int16> {
        unsafe UnsafeMutableRawPointer(memory.rows.base).assumingMemoryBound(to: Int16.self)
            + rows.lowerBound * columns
    }
}
