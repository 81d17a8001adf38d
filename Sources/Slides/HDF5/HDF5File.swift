internal import CHDF5
internal import Files

/// A file open for reading.
struct HDF5File: ~Copyable {
    let path: String
    let handle: HDF5Handle
    /// Bytes on the disk: nothing that a file claims to store can be larger.
    let byteCount: Int
    /// The library may crash or loop until the file is described and closed.
    private let opening: FileActivity.Opening
    /// What leads to the objects, read without the library; nil where it is not the usual structure.
    let structure: FileStructure?
    /// The objects at the top, as far as their links are certain.
    let objects: [[UInt8]: UInt64]

    init(path: String) throws(SlideError) {
        let contents: FileContents
        do { contents = try FileContents(path: path) } catch { throw .file(error) }
        let opening = FileActivity.Opening(path)
        guard let access = HDF5Handle(H5Pcreate(linmil_hdf5_file_access_class())) else {
            throw .damaged(path: path, part: "the file", cause: HDF5.lastCause)
        }
        guard !contents.isBeingWritten else { throw .beingWritten(path: path) }
        let (structure, objects) = try Self.structure(path: path)
        // A reader needs no lock, and the file systems of clusters often have none.
        H5Pset_file_locking(access.id, false, true)
        guard let handle = HDF5Handle(unsafe H5Fopen(path.systemPath, linmil_hdf5_read_only(), access.id)) else {
            guard contents.isHDF5 else { throw .notHDF5(path: path, looksLike: contents.looksLike) }
            throw HDF5.failure(path: path, part: "the file")
        }
        self.path = path
        self.handle = handle
        self.byteCount = contents.byteCount
        self.opening = opening
        (self.structure, self.objects) = (structure, objects)
    }

    /// Looks for damage before the library sees the file.
    private static func structure(path: String) throws(SlideError) -> (FileStructure?, [[UInt8]: UInt64]) {
        do {
            guard let bytes = FileBytes(path: path), let structure = try FileStructure(bytes) else { return (nil, [:]) }
            return (structure, try structure.check(structure.root))
        } catch {
            throw .damaged(path: path, part: "the file", cause: error.cause)
        }
    }

    /// The names at the top of the file, at most twenty of them.
    var names: [String] { HDF5Group(id: handle.id).links(limit: 20).map(\.name) }

    /// Looks for damage in what the file says of an object at the top and of the places of its values.
    ///
    /// - Returns: the pieces of a dataset's values; nil where only HDF5 finds them.
    func checkStructure(of name: String) throws(SlideError) -> StoredValues? {
        guard let structure, let object = objects[Array(name.utf8)] else { return nil }
        do {
            try structure.check(object)
            return try structure.checkValues(of: object)
        } catch {
            throw .damaged(path: path, part: "dataset '\(name)'", cause: error.cause)
        }
    }

    /// Whether there is something of this name at the top, behind whatever kind of link.
    func contains(_ name: String) -> Bool {
        unsafe linmil_hdf5_link_kind(handle.id, name) >= 0
    }
}

/// A folder of a file, seen without owning it.
struct HDF5Group {
    let id: hid_t

    /// Something that a group holds, by its place in the order of names.
    struct Link {
        let index: hsize_t
        /// Clipped to 127 bytes.
        let name: String
        /// The object is in this file, not behind a soft or external link.
        let isHard: Bool
    }

    /// The first links by name, at most `limit` of them.
    func links(limit: Int) -> [Link] {
        var links: [Link] = []
        while links.count < limit {
            let index = hsize_t(links.count)
            let name = unsafe HDF5.text(capacity: 128) {
                unsafe H5Lget_name_by_idx(id, ".", H5_INDEX_NAME, H5_ITER_INC, index, $0, $1, 0)
            }
            guard let name else { break }
            links.append(Link(index: index, name: name, isHard: linmil_hdf5_nth_link_kind(id, index) == 0))
        }
        return links
    }
}
