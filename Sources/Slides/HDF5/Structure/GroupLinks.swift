/// The links of a group, in any of the three ways in which HDF5 keeps them.
struct GroupLinks {
    struct Link: Equatable {
        let name: [UInt8]
        /// The header of the object in this file; nil where the link leads elsewhere.
        let object: UInt64?
    }

    private(set) var links: [Link] = []

    /// Reads a group's links; those that cannot be followed with certainty are left out.
    init(of header: ObjectHeader, in file: FileBytes, widths: (tree: Int, leaf: Int)) throws(StructureDamage) {
        for message in header.messages where !message.isShared {
            switch message.kind {
            case .link:
                if let link = try Self.link(message.bytes) { links.append(link) }
            case .symbolTable:
                links += try SymbolTable(message.bytes, in: file, widths: widths)?.links ?? []
            case .linkInfo:
                for record in try DenseStorage(message.bytes, indexKind: 5, in: file)?.objects ?? [] {
                    if let link = try Self.link(record) { links.append(link) }
                }
            default: break
            }
        }
    }

    /// Reads a link message (format specification 3.0, IV.A.2.g); nil for a version that is not known.
    private static func link(_ bytes: [UInt8]) throws(StructureDamage) -> Link? {
        let part = "a link"
        var reader = ByteReader(bytes)
        guard let version = reader.integer(1), let flags = reader.integer(1) else { throw .cut(part) }
        guard version == 1 else { return nil }
        var kind: UInt64 = 0
        if flags & 8 != 0 {
            guard let stored = reader.integer(1) else { throw .cut(part) }
            kind = stored
        }
        guard flags & 4 == 0 || reader.skip(8), flags & 16 == 0 || reader.skip(1),
            let size = reader.integer(1 << Int(flags & 3)), size <= UInt64(reader.count), size > 0,
            let name = reader.take(Int(size))
        else { throw .cut(part) }
        if kind == 0 {
            guard let object = reader.integer(8) else { throw .cut(part) }
            return Link(name: name, object: object)
        }
        guard let length = reader.integer(2), reader.skip(Int(length)) else { throw .cut(part) }
        return Link(name: name, object: nil)
    }
}
