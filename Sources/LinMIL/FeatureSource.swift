internal import CKernels

/// The number format in which features are stored.
public enum FeatureElement: String, Sendable, CaseIterable {
    /// IEEE single precision.
    case float32
    /// IEEE half precision.
    case float16
    /// IEEE double precision.
    case float64
    /// The upper half of single precision.
    case bfloat16

    /// The size of one number in bytes.
    public var size: Int {
        switch self {
        case .float16, .bfloat16: 2
        case .float32: 4
        case .float64: 8
        }
    }

    var kernel: kernel_element {
        switch self {
        case .float32: kernel_float32
        case .float16: kernel_float16
        case .float64: kernel_float64
        case .bfloat16: kernel_bfloat16
        }
    }
}

/// The features of one slide's tiles, read a block of rows at a time: the whole matrix is never in memory.
///
/// ```swift
/// let inMemory = FeatureSource([Float](repeating: 0.5, count: 60 * 16), width: 16)  // [60 tiles, 16]
/// let stored = FeatureSource(name: "slide.bin", tileCount: 60, width: 16, element: .float16) { rows, buffer in
///     try file.read(rows, into: &buffer)  // rows.count * 16 half-precision numbers
/// }
/// ```
public struct FeatureSource: Sendable {
    /// Fills a buffer with the features of a range of tiles, row after row, in the stored number format and the
    /// machine's byte order. The buffer holds exactly `rows.count * width * element.size` bytes. Called from several
    /// threads at once.
    public typealias Reader = @Sendable (_ rows: Range<Int>, _ buffer: inout MutableRawSpan) throws -> Void

    /// What error messages call it, usually the file's path.
    public let name: String
    /// The number of tiles, N.
    public let tileCount: Int
    /// The number of features of a tile, F.
    public let width: Int
    /// How the numbers are stored.
    public let element: FeatureElement
    /// The tiles' top-left corners in level-0 pixels, which a model with a positional encoding needs. [tiles]
    public let coordinates: [SIMD2<Double>]?
    let read: Reader

    /// Makes a source of anything that can be read by rows.
    ///
    /// - Parameters:
    ///   - name: what error messages call it.
    ///   - tileCount: the number of tiles, N.
    ///   - width: the number of features of a tile, F.
    ///   - element: how the numbers are stored.
    ///   - coordinates: the tiles' top-left corners in level-0 pixels. [tiles]
    ///   - read: fills a buffer with the features of a range of tiles.
    public init(
        name: String, tileCount: Int, width: Int, element: FeatureElement, coordinates: [SIMD2<Double>]? = nil,
        read: @escaping Reader
    ) {
        precondition(
            coordinates.map { $0.count == tileCount } ?? true,
            "\(coordinates?.count ?? 0) coordinates of \(tileCount) tiles")
        self.name = name
        self.tileCount = tileCount
        self.width = width
        self.element = element
        self.coordinates = coordinates
        self.read = read
    }

    /// Makes a source of features in memory.
    ///
    /// - Parameters:
    ///   - values: the features, row-major. [tiles, width]
    ///   - width: the number of features of a tile, F.
    ///   - coordinates: the tiles' top-left corners in level-0 pixels. [tiles]
    ///   - name: what error messages call it.
    public init(
        _ values: [Float], width: Int, coordinates: [SIMD2<Double>]? = nil, name: String = "features"
    ) {
        precondition(
            width > 0 && values.count % width == 0,
            "\(values.count) values do not make whole rows of width \(width)")
        self.init(
            name: name, tileCount: values.count / width, width: width, element: .float32, coordinates: coordinates
        ) { rows, buffer in
            let range = rows.lowerBound * width * 4..<rows.upperBound * width * 4
            unsafe values.withUnsafeBytes { stored in
                unsafe buffer.withUnsafeMutableBytes { unsafe $0.copyMemory(from: .init(rebasing: stored[range])) }
            }
        }
    }
}
