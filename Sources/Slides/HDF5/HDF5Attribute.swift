internal import CHDF5

/// The value of an attribute, as far as a slide's description needs it.
package enum AttributeValue: Equatable, Sendable {
    /// A number or a short list of them; integers are exact below 2^53.
    case numbers([Double])
    case text(String)
    /// A short list of texts of one fixed length.
    case texts([String])
    /// Anything else, described: `strings [3]`, `empty`, `int64 [100000]`.
    case other(String)
}

extension AttributeValue: CustomStringConvertible {
    package var description: String {
        switch self {
        case .numbers(let numbers) where numbers.count == 1: plainNumber(numbers[0])
        case .numbers(let numbers): "[" + numbers.map(plainNumber).joined(separator: ", ") + "]"
        case .text(let text): "\"\(printable(text))\""
        case .texts(let texts): "[" + texts.map { "\"\(printable($0))\"" }.joined(separator: ", ") + "]"
        case .other(let words): words
        }
    }
}

extension AttributeValue {
    /// Longer lists do not describe a slide's geometry, and are not read.
    private static let longestList = 16
    /// Of one text, or of a list of texts, in bytes.
    private static let longestText = 65_536

    /// Reads the attribute `name` of an open object; nil if it has none.
    static func read(_ name: String, of object: hid_t, longestList: Int = longestList) -> AttributeValue? {
        guard unsafe H5Aexists(object, name) > 0 else { return nil }
        guard let attribute = HDF5Handle(unsafe H5Aopen(object, name, 0)) else { return .other("unreadable") }
        let value = AttributeValue(reading: attribute, longestList: longestList)
        guard value == .other(longText) else { return value }
        return StoredText.read(attribute: name, of: object).map { .text($0) } ?? value
    }

    /// A string of varying length, as h5py writes `str`. HDF5 does not read it, because its string heap is not checked.
    private static let longText = "a text"

    private init(reading attribute: borrowing HDF5Handle, longestList: Int) {
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
            guard count <= longestList else { break }
            var numbers = [Double](repeating: 0, count: count)
            let status = unsafe numbers.withUnsafeMutableBytes {
                unsafe H5Aread(attribute.id, linmil_hdf5_native_double(), $0.baseAddress)
            }
            self = status < 0 ? .other("unreadable") : .numbers(numbers)
            return
        case .text where count <= longestList && H5Tis_variable_str(type.id) == 0:
            guard let texts = Self.texts(of: attribute.id, type: type.id, count: count) else { break }
            self = count == 1 ? .text(texts[0]) : .texts(texts)
            return
        case .text where count == 1:
            self = .other(Self.longText)
            return
        default: break
        }
        self = .other(count == 1 ? "\(kind)" : "\(kind) [\(count)]")
    }

    /// Reads strings of fixed length, each up to its first zero.
    ///
    /// Those of varying length lie in a heap whose indices and sizes HDF5 1.10 does not check. A few damaged bytes there make
    /// it read past the end of its memory, so `StoredText` reads them.
    private static func texts(of attribute: hid_t, type: hid_t, count: Int) -> [String]? {
        let size = H5Tget_size(type)
        guard size > 0, size <= longestText / count else { return nil }
        var bytes = [UInt8](repeating: 0, count: size * count)
        let status = unsafe bytes.withUnsafeMutableBytes { unsafe H5Aread(attribute, type, $0.baseAddress) }
        guard status >= 0 else { return nil }
        return stride(from: 0, to: bytes.count, by: size).map { start in
            String(decoding: bytes[start..<start + size].prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
