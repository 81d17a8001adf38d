internal import CHDF5

/// An HDF5 file that is composed in memory.
///
/// HDF5 itself writes a file piece by piece, in place; made here first, it can be written at once and appear whole or not at
/// all. Equal content gives equal bytes: no times are kept.
package struct HDF5Composer: ~Copyable {
    /// The file that it is to become, for errors.
    private let path: String
    private let file: HDF5Handle

    /// HDF5 keeps an attribute in an object's header, which holds no message of 64 KB.
    private static let largestAttribute = 64_000

    init(path: String) throws(SlideError) {
        guard let access = HDF5Handle(H5Pcreate(linmil_hdf5_file_access_class())),
            H5Pset_fapl_core(access.id, 1 << 20, false) >= 0,
            // HDF5 looks for a file of this name; none can have it.
            let file = HDF5Handle(unsafe H5Fcreate("/dev/null/linmil", linmil_hdf5_new_file(), 0, access.id))
        else { throw .notComposed(path: path, cause: HDF5.lastCause) }
        self.path = path
        self.file = file
    }

    /// What can have attributes.
    var root: hid_t { file.id }

    /// Values of one type, as bytes in this machine's order.
    package struct Values {
        fileprivate let element: Element
        fileprivate let count: Int
        fileprivate let bytes: [UInt8]

        fileprivate enum Element {
            case byte
            case integer(bits: Int32)
            case float(bits: Int32)
            case text(size: Int)
        }

        package static func bytes(_ values: [UInt8]) -> Values { Values(.byte, values) }
        package static func int32(_ values: [Int32]) -> Values { Values(.integer(bits: 32), values) }
        package static func int64(_ values: [Int64]) -> Values { Values(.integer(bits: 64), values) }
        package static func float32(_ values: [Float]) -> Values { Values(.float(bits: 32), values) }
        package static func float64(_ values: [Double]) -> Values { Values(.float(bits: 64), values) }

        /// Texts of one fixed size, the longest one's, padded with zeros.
        package static func texts(_ values: [String]) -> Values {
            let texts = values.map { Array($0.utf8) }
            let size = max(1, texts.map(\.count).max() ?? 1)
            let bytes = texts.flatMap { $0 + [UInt8](repeating: 0, count: size - $0.count) }
            return Values(element: .text(size: size), count: values.count, bytes: bytes)
        }

        private init(element: Element, count: Int, bytes: [UInt8]) {
            (self.element, self.count, self.bytes) = (element, count, bytes)
        }

        private init<Value: BitwiseCopyable>(_ element: Element, _ values: [Value]) {
            self.init(element: element, count: values.count, bytes: unsafe values.withUnsafeBytes { unsafe Array($0) })
        }

        fileprivate func makeType() -> HDF5Handle? {
            switch element {
            case .byte: HDF5Handle(linmil_hdf5_make_integer(8, false))
            case .integer(let bits): HDF5Handle(linmil_hdf5_make_integer(bits, true))
            case .float(let bits): HDF5Handle(linmil_hdf5_make_float(bits))
            case .text(let size): HDF5Handle(linmil_hdf5_make_text(size))
            }
        }
    }

    /// Adds a dataset at the top, in one piece, and returns it for its attributes.
    func add(_ values: Values, shape: [Int], as name: String) throws(SlideError) -> HDF5Handle {
        precondition(shape.reduce(1, *) == values.count, "\(values.count) values of shape \(shape)")
        guard let creation = HDF5Handle(H5Pcreate(linmil_hdf5_dataset_creation_class())),
            H5Pset_obj_track_times(creation.id, false) >= 0,
            let type = values.makeType(),
            let space = HDF5Handle(unsafe H5Screate_simple(Int32(shape.count), shape.map { hsize_t($0) }, nil)),
            let dataset = HDF5Handle(unsafe H5Dcreate2(file.id, name, type.id, space.id, 0, creation.id, 0)),
            unsafe H5Dwrite(dataset.id, type.id, 0, 0, 0, values.bytes) >= 0
        else { throw failure() }
        return dataset
    }

    /// Adds an attribute: a single value, or a list.
    func add(_ values: Values, isList: Bool = false, as name: String, of object: hid_t) throws(SlideError) {
        guard values.bytes.count <= Self.largestAttribute else {
            throw .largeAttribute(
                path: path, attribute: name, byteCount: values.bytes.count, limit: Self.largestAttribute)
        }
        precondition(isList || values.count == 1, "\(values.count) values for one")
        let space =
            isList
            ? HDF5Handle(unsafe H5Screate_simple(1, [hsize_t(values.count)], nil)) : HDF5Handle(H5Screate(H5S_SCALAR))
        guard let space, let type = values.makeType(),
            let attribute = HDF5Handle(unsafe H5Acreate2(object, name, type.id, space.id, 0, 0)),
            unsafe H5Awrite(attribute.id, type.id, values.bytes) >= 0
        else { throw failure() }
    }

    /// The whole file.
    func bytes() throws(SlideError) -> [UInt8] {
        guard H5Fflush(file.id, H5F_SCOPE_LOCAL) >= 0 else { throw failure() }
        let size = H5Fget_file_image(file.id, nil, 0)
        guard size > 0 else { throw failure() }
        var written = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            unsafe written = H5Fget_file_image(file.id, buffer.baseAddress, size)
            count = max(0, written)
        }
        guard written == size else { throw failure() }
        return bytes
    }

    private func failure() -> SlideError { .notComposed(path: path, cause: HDF5.lastCause) }
}
