internal import CHDF5

/// What an HDF5 type holds.
///
/// Only numbers in a processor's own layout count as numbers. HDF5 can describe others (13 bits that begin at bit 40 of
/// two bytes), but its conversion does not check them and reads past the value.
enum ElementKind: Equatable {
    /// 8, 16, 32 or 64 bits, in either byte order.
    case integer(bits: Int, signed: Bool)
    /// An IEEE float of 16, 32 or 64 bits, in either byte order.
    case float(bits: Int)
    case text
    case other(String)

    init(of type: hid_t) {
        let bits = min(Int(clamping: H5Tget_size(type)), 1 << 32) * 8
        switch H5Tget_class(type) {
        case H5T_INTEGER:
            let signed = H5Tget_sign(type) == H5T_SGN_2
            let native = HDF5Handle(linmil_hdf5_make_integer(Int32(clamping: bits), signed))
            self = Self.isPlain(type, native) ? .integer(bits: bits, signed: signed) : .other("integers of odd bits")
        case H5T_FLOAT:
            let native = HDF5Handle(linmil_hdf5_make_float(Int32(clamping: bits)))
            self =
                Self.isPlain(type, native)
                ? .float(bits: bits) : .other("a float of \(bits) bits that is not an IEEE one")
        case H5T_STRING: self = .text
        case H5T_COMPOUND: self = .other("compound")
        case H5T_ENUM: self = .other("enumeration")
        case H5T_ARRAY: self = .other("arrays")
        case H5T_VLEN: self = .other("lists of varying length")
        case H5T_REFERENCE: self = .other("references")
        default: self = .other("opaque bytes")
        }
    }

    /// Whether a type is the machine's own, or that in the other byte order.
    private static func isPlain(_ type: hid_t, _ native: consuming HDF5Handle?) -> Bool {
        guard let native else { return false }
        if H5Tequal(type, native.id) > 0 { return true }
        guard let swapped = HDF5Handle(linmil_hdf5_make_byte_swapped(native.id)) else { return false }
        return H5Tequal(type, swapped.id) > 0
    }
}

extension ElementKind: CustomStringConvertible {
    var description: String {
        switch self {
        case .integer(let bits, let signed): signed ? "int\(bits)" : "uint\(bits)"
        case .float(let bits): "float\(bits)"
        case .text: "strings"
        case .other(let words): words
        }
    }
}
