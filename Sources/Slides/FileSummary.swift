internal import CHDF5

/// What an HDF5 file holds, as text for a person. Its size is bounded for any file.
public struct FileSummary: Equatable, Sendable {
    /// An attribute of the file, of a group or of a dataset.
    public struct Attribute: Equatable, Sendable {
        /// One of the names that TRIDENT, CLAM, STAMP and linmil use; others are left out.
        public let name: String
        /// The value as text: `512`, `[4, 4]`, `"slide-7"`, `strings [3]`.
        public let value: String
    }

    /// A group, a dataset, or a link that is not followed.
    public struct Object: Equatable, Sendable {
        /// The names from the top of the file on, joined by `/`; empty for the file itself.
        public let name: String
        /// The shape of a dataset, else nil.
        public let shape: [Int]?
        /// `float32`, `int64`, `strings`, ...; `group` or `link` for anything but a dataset.
        public let type: String
        /// `contiguous`, `chunks [32, 1024], gzip + shuffle`, or why it is not read; nil for anything but a dataset.
        public let storage: String?
        /// The attributes that describe a slide.
        public let attributes: [Attribute]
    }

    /// The file, as the caller named it.
    public let path: String
    /// The file itself, then what it holds in the order of names, groups before their members.
    public let objects: [Object]
    /// The file holds more than is listed.
    public let isClipped: Bool

    private static let mostObjects = 200
    private static let deepestGroup = 8
    private static let longestValue = 200

    /// Whether a file is an HDF5 file, with or without bytes of another program in front.
    public static func isHDF5(path: String) -> Bool { FileBytes(path: path) != nil }

    /// Looks into an HDF5 file without reading any dataset.
    ///
    /// - Throws: `SlideError` if it is not one.
    public init(path: String) throws(SlideError) {
        let (objects, isClipped) = try HDF5.exclusively { () throws(SlideError) in
            let file = try HDF5File(path: path)
            var objects = [Self.describe(file.handle.id, name: "")]
            var isClipped = false
            try Self.list(
                HDF5Group(id: file.handle.id), file.structure, file.objects, below: "", depth: 0, of: path,
                into: &objects, isClipped: &isClipped)
            return (objects, isClipped)
        }
        (self.path, self.objects, self.isClipped) = (path, objects, isClipped)
    }

    /// - Parameter places: where the group's objects are, as far as that is certain.
    private static func list(
        _ group: HDF5Group, _ structure: FileStructure?, _ places: [[UInt8]: UInt64], below prefix: String, depth: Int,
        of path: String, into objects: inout [Object], isClipped: inout Bool
    ) throws(SlideError) {
        for link in group.links(limit: mostObjects + 1) {
            guard objects.count < mostObjects, depth < deepestGroup else {
                isClipped = true
                return
            }
            let name = prefix + printable(link.name)
            var members: [[UInt8]: UInt64] = [:]
            if link.isHard, let structure, let place = places[Array(link.name.utf8)] {
                do {
                    members = try structure.check(place)
                    _ = try structure.checkValues(of: place)
                } catch {
                    throw .damaged(path: path, part: "'\(name)'", cause: error.cause)
                }
            }
            let opened =
                link.isHard
                ? HDF5Handle(unsafe H5Oopen_by_idx(group.id, ".", H5_INDEX_NAME, H5_ITER_INC, link.index, 0)) : nil
            guard let opened else {
                let type = link.isHard ? "unreadable" : "link"
                objects.append(Object(name: name, shape: nil, type: type, storage: nil, attributes: []))
                continue
            }
            objects.append(describe(opened.id, name: name))
            if H5Iget_type(opened.id) == H5I_GROUP {
                try list(
                    HDF5Group(id: opened.id), structure, members, below: name + "/", depth: depth + 1, of: path,
                    into: &objects, isClipped: &isClipped)
            }
        }
    }

    private static func describe(_ id: hid_t, name: String) -> Object {
        // By their names: HDF5 1.10 damages its memory when it lists the attributes of some damaged files.
        let attributes = SlideSchema.toldAttributes.compactMap { name in
            AttributeValue.read(name, of: id).map {
                Attribute(name: name, value: String("\($0)".prefix(longestValue)))
            }
        }
        guard H5Iget_type(id) == H5I_DATASET else {
            return Object(name: name, shape: nil, type: "group", storage: nil, attributes: attributes)
        }
        var (shape, type, storage): ([Int]?, String, String) = (nil, "unreadable", "unreadable")
        if let list = HDF5Handle(H5Dget_create_plist(id)) {
            do throws(Storage.Refusal) {
                storage = "\(try Storage(creationList: list.id))"
                shape = TileTable.shape(of: id)
            } catch {
                storage = error.reason
            }
        }
        if let stored = HDF5Handle(H5Dget_type(id)) { type = "\(ElementKind(of: stored.id))" }
        return Object(name: name, shape: shape, type: type, storage: storage, attributes: attributes)
    }
}
