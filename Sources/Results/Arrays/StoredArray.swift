internal import Files
internal import LinMIL
internal import Slides

/// An array of numbers in a file, of PyTorch, safetensors or NumPy.
protocol StoredArray {
    var shape: [Int] { get }
    /// The number format's name, such as `float32`.
    var elementName: String { get }
    var isFloatingPoint: Bool { get }
    /// The values in row-major order.
    var numbers: [Double] { get throws(SlideError) }
    /// The rows as features are read: in a number format of theirs, row-major, in this machine's byte order.
    var rows: StoredBytes { get throws(SlideError) }
}

/// Elements in row-major order, and where they lie.
struct StoredBytes {
    let element: FeatureFile.Element
    let file: InputBytes
    let range: Range<Int>

    /// Finds elements where they lie in a file.
    init(_ element: FeatureFile.Element, _ place: (file: InputBytes, range: Range<Int>)) {
        (self.element, file, range) = (element, place.file, place.range)
    }

    /// Takes numbers in memory.
    init(_ numbers: [Float]) {
        let bytes = unsafe numbers.withUnsafeBytes { unsafe [UInt8]($0) }
        (element, file, range) = (.float32, InputBytes(path: "", bytes: bytes), bytes.indices)
    }
}

extension StoredArray {
    /// Whether it has two dimensions; leading ones are left out, as programs save batches of one.
    var isMatrix: Bool { shape.count >= 2 && shape.dropLast(2).allSatisfy { $0 == 1 } }

    /// The last two dimensions, [rows, columns].
    var matrix: (rows: Int, columns: Int) { isMatrix ? (shape[shape.count - 2], shape[shape.count - 1]) : (0, 0) }
}

extension Checkpoint.Tensor: StoredArray {
    var elementName: String { elementType.rawValue }

    var isFloatingPoint: Bool {
        switch elementType {
        case .float16, .bfloat16, .float32, .float64: true
        default: false
        }
    }

    var numbers: [Double] {
        get throws(SlideError) { try converted.map(Double.init) }
    }

    var rows: StoredBytes {
        get throws(SlideError) {
            guard let place = bytesInOrder else { return StoredBytes(try converted) }
            switch elementType {
            case .float16: return StoredBytes(.float16, place)
            case .float32: return StoredBytes(.float32, place)
            case .float64: return StoredBytes(.float64, place)
            default: return StoredBytes(try converted)
            }
        }
    }

    private var converted: [Float] {
        get throws(SlideError) {
            do { return try floats } catch { throw .file(error) }
        }
    }
}

extension NumPyArray: StoredArray {
    var elementName: String { "\(element)" }

    var isFloatingPoint: Bool { [.float16, .float32, .float64].contains(element) }

    var numbers: [Double] {
        get throws(SlideError) { try values }
    }

    var rows: StoredBytes {
        get throws(SlideError) {
            guard let place = bytesInOrder else { return StoredBytes(try numbers.map { Float($0) }) }
            switch element {
            case .float16: return StoredBytes(.float16, place)
            case .float64: return StoredBytes(.float64, place)
            default: return StoredBytes(.float32, place)
            }
        }
    }
}
