internal import CHDF5

/// The features of one slide's tiles, [tiles, width], in a file that TRIDENT, CLAM, STAMP or MMP wrote.
///
/// Rows are read block by block, so the features of a slide are never in memory as a whole. Any number of threads may read.
public final class FeatureFile: TiledFile {
    /// How a feature is stored.
    public enum Element: Sendable {
        case float16, float32, float64

        /// Bytes of one feature.
        public var size: Int {
            switch self {
            case .float16: 2
            case .float32: 4
            case .float64: 8
            }
        }
    }

    /// The file, as the caller named it.
    public let path: String
    /// How a feature is stored, and handed over.
    public let element: Element
    private let table: TileTable
    private let conversion: ByteSwap?

    /// Opens a features file and checks that it stores every tile.
    ///
    /// - Throws: `SlideError` if it is not an HDF5 file with floating-point features of [tiles, width].
    public init(path: String) throws(SlideError) {
        let table = try HDF5.exclusively { () throws(SlideError) in
            let file = try HDF5File(path: path)
            return try TileTable(SlideSchema.featuresDataset(in: file), of: file)
        }
        switch table.kind {
        case .float(bits: 16): self.element = .float16
        case .float(bits: 32): self.element = .float32
        case .float(bits: 64): self.element = .float64
        default:
            throw .wrongType(
                path: path, dataset: table.dataset, found: "\(table.kind)", expected: "float16, float32 or float64")
        }
        self.path = path
        self.table = table
        self.conversion = table.isByteSwapped ? ByteSwap(elementSize: table.elementSize) : nil
    }

    /// The dataset's name: `features`, or what other writers call it.
    public var dataset: String { table.dataset }

    /// Tiles of the slide.
    public var tileCount: Int { table.tileCount }

    /// Features of one tile.
    public var width: Int { table.columnCount }

    /// How the features lie in the file.
    public var storage: Storage { table.storage }

    /// Bytes of one tile's features.
    public var rowSize: Int { table.rowSize }

    /// Reads features without conversion: [rows, width] elements in this machine's byte order.
    ///
    /// - Parameters:
    ///   - rows: the tiles to read, by their place in the file.
    ///   - buffer: exactly `rows.count * rowSize` bytes.
    /// - Throws: `SlideError.damaged` if the file does not give them.
    public func readRows(_ rows: Range<Int>, into buffer: inout MutableRawSpan) throws(SlideError) {
        unsafe try buffer.withUnsafeMutableBytes { bytes throws(SlideError) in
            unsafe try table.readRows(rows, into: bytes)
            if let conversion { unsafe conversion.swap(bytes) }
        }
    }
}

/// Turns the elements of the other byte order into this machine's.
struct ByteSwap: Sendable {
    let elementSize: Int

    func swap(_ bytes: UnsafeMutableRawBufferPointer) {
        for start in stride(from: 0, to: bytes.count, by: elementSize) {
            var element = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[start..<start + elementSize])
            unsafe element.reverse()
        }
    }
}
