internal import CHDF5

/// The value of an attribute, as far as a slide's description needs it.
enum AttributeValue: Equatable {
    /// A number or a short list of them; integers are exact below 2^53.
    case numbers([Double])
    case text(String)
    /// Anything else, in words: `strings [3]`, `empty`, `int64 [100000]`.
    case other(String)
}

extension AttributeValue: CustomStringConvertible {
    var description: String {
        switch self {
        case .numbers(let numbers) where numbers.count == 1: plainNumber(numbers[0])
        case .numbers(let numbers): "[" + numbers.map(plainNumber).joined(separator: ", ") + "]"
        case .text(let text): "\"\(printable(text))\""
        case .other(let words): words
        }
    }
}

extension AttributeValue {
    /// Longer lists describe something else than a slide's geometry, and are not read.
    private static let longestList = 16
    private static let longestText = 65_536

    /// Reads the attribute `name` of an open object; nil if it has none.
    static func read(_ name: String, of object: hid_t) -> AttributeValue? {
        guard unsafe H5Aexists(object, name) > 0 else { return nil }
        guard let attribute = HDF5Handle(unsafe H5Aopen(object, name, 0)) else { return .other("unreadable") }
        let value = AttributeValue(reading: attribute)
        guard value == .other(longText) else { return value }
        return StoredText.read(attribute: name, of: object).map { .text($0) } ?? value
    }

    /// A string of varying length, as h5py writes `str`: not read by HDF5, whose string heap believes what it says of itself.
    private static let longText = "a text"

    private init(reading attribute: borrowing HDF5Handle) {
        guard let type = HDF5Handle(H5Aget_type(attribute.id)), let space = HDF5Handle(H5Aget_space(attribute.id))
        else {
            self = .other("unreadable")
            return
        }
        let count = Int(H5Sget_simple_extent_npoints(space.id))
        let kind = ElementKind(of: type.id)
        guard count > 0, H5Sget_simple_extent_type(space.id) != H5S_NULL else {
            self = .other("empty")
            return
        }
        switch kind {
        case .integer, .float:
            guard count <= Self.longestList else { break }
            var numbers = [Double](repeating: 0, count: count)
            let status = unsafe numbers.withUnsafeMutableBytes {
                unsafe H5Aread(attribute.id, linmil_hdf5_native_double(), $0.baseAddress)
            }
            self = status < 0 ? .other("unreadable") : .numbers(numbers)
            return
        case .text where count == 1:
            self = Self.text(of: attribute.id, type: type.id).map { .text($0) } ?? .other(Self.longText)
            return
        default: break
        }
        self = .other(count == 1 ? "\(kind)" : "\(kind) [\(count)]")
    }

    /// Reads a string of fixed length.
    ///
    /// Those of varying length lie in a heap whose indices and sizes HDF5 1.10 believes, and a few damaged bytes there make
    /// it read past the end of its memory: `StoredText` reads them.
    private static func text(of attribute: hid_t, type: hid_t) -> String? {
        guard H5Tis_variable_str(type) == 0 else { return nil }
        // HDF5 writes the whole string, however short the part of it that we show.
        let size = H5Tget_size(type)
        guard size > 0, size <= longestText else { return nil }
        return unsafe HDF5.text(capacity: size) { text, _ in unsafe Int(H5Aread(attribute, type, text)) }
    }
}
