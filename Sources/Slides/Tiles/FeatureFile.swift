/// The features of one slide's tiles, [tiles, width], in a file that TRIDENT, CLAM, STAMP or MMP wrote.
///
/// Rows of HDF5 files are read block by block, so the features of a slide are never in memory as a whole. Any number of
/// threads may read.
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
    /// The dataset's name: `features`, or what other writers call it.
    public let dataset: String
    /// Tiles of the slide.
    public let tileCount: Int
    /// Features of one tile.
    public let width: Int
    /// How the features lie in the file.
    public let storage: Storage
    /// Where to look for its tiles.
    public let places: TilePlaces.Source
    /// Which tiles of the slide these are; nil for all.
    public let part: TilePart?
    /// The features of the whole slide, if these are a part of them.
    public let whole: FeatureFile?
    private let read: Reader

    /// Reads rows, as many bytes as the buffer has.
    package typealias Reader = @Sendable (Range<Int>, inout MutableRawSpan) throws(SlideError) -> Void

    /// Opens a features file and checks that it stores every tile.
    ///
    /// - Throws: `SlideError` if it is not an HDF5 file with floating-point features of [tiles, width].
    public convenience init(path: String) throws(SlideError) {
        let table = try HDF5.exclusively { () throws(SlideError) in
            let file = try HDF5File(path: path)
            return try TileTable(SlideSchema.featuresDataset(in: file), of: file)
        }
        let element: Element
        switch table.kind {
        case .float(bits: 16): element = .float16
        case .float(bits: 32): element = .float32
        case .float(bits: 64): element = .float64
        default:
            throw .wrongType(
                path: path, dataset: table.dataset, found: "\(table.kind)", expected: "float16, float32 or float64")
        }
        let conversion = table.isByteSwapped ? ByteSwap(elementSize: table.elementSize) : nil
        self.init(
            path: path, dataset: table.dataset, element: element, tileCount: table.tileCount, width: table.columnCount,
            storage: table.storage, places: .ownDataset
        ) { rows, buffer throws(SlideError) in
            unsafe try buffer.withUnsafeMutableBytes { bytes throws(SlideError) in
                unsafe try table.readRows(rows, into: bytes)
                if let conversion { unsafe conversion.swap(bytes) }
            }
        }
    }

    /// Describes features that another reader hands over.
    ///
    /// - Parameters:
    ///   - dataset: what the file calls them; empty if they have no name.
    ///   - read: fills a buffer with rows, in this machine's byte order. Called from several threads at once.
    package init(
        path: String, dataset: String, element: Element, tileCount: Int, width: Int,
        storage: Storage = .contiguous, places: TilePlaces.Source, part: TilePart? = nil, whole: FeatureFile? = nil,
        read: @escaping Reader
    ) {
        (self.path, self.dataset, self.element) = (path, dataset, element)
        (self.tileCount, self.width, self.storage, self.places) = (tileCount, width, storage, places)
        (self.part, self.whole) = (part, whole)
        self.read = read
    }

    /// Bytes of one tile's features.
    public var rowSize: Int { width * element.size }

    /// Reads features without conversion: [rows, width] elements in this machine's byte order.
    ///
    /// - Parameters:
    ///   - rows: the tiles to read, by their place in the file.
    ///   - buffer: exactly `rows.count * rowSize` bytes.
    /// - Throws: `SlideError.damaged` if the file does not give them.
    public func readRows(_ rows: Range<Int>, into buffer: inout MutableRawSpan) throws(SlideError) {
        try read(rows, &buffer)
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
