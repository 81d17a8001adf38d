internal import LinMIL
internal import Slides

/// An array of numbers in a file, of PyTorch, safetensors or NumPy.
protocol StoredArray {
    var shape: [Int] { get }
    /// The number format's name, such as `float32`.
    var elementName: String { get }
    var isFloatingPoint: Bool { get }
    /// The values in row-major order.
    var numbers: [Double] { get }
    /// The rows as features are read: in a number format of theirs, row-major, in this machine's byte order.
    var rows: (FeatureFile.Element, ArraySlice<UInt8>) { get }
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

    var numbers: [Double] { floats.map(Double.init) }

    var rows: (FeatureFile.Element, ArraySlice<UInt8>) {
        switch elementType {
        case .float16: (.float16, rowMajorBytes)
        case .float32: (.float32, rowMajorBytes)
        case .float64: (.float64, rowMajorBytes)
        default: (.float32, floats.bytes)
        }
    }
}

extension NumPyArray: StoredArray {
    var elementName: String { "\(element)" }

    var isFloatingPoint: Bool { [.float16, .float32, .float64].contains(element) }

    var numbers: [Double] { values }

    var rows: (FeatureFile.Element, ArraySlice<UInt8>) {
        guard let bytes = rowMajorBytes else { return (.float32, values.map { Float($0) }.bytes) }
        switch element {
        case .float16: return (.float16, bytes)
        case .float64: return (.float64, bytes)
        default: return (.float32, bytes)
        }
    }
}

extension [Float] {
    /// The numbers' bytes in this machine's order.
    fileprivate var bytes: ArraySlice<UInt8> { unsafe withUnsafeBytes { unsafe [UInt8]($0)[...] } }
}
