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
                links.append(try Self.link(message.bytes))
            case .symbolTable:
                links += try SymbolTable(message.bytes, in: file, widths: widths)?.links ?? []
            case .linkInfo:
                for record in try DenseStorage(message.bytes, indexKind: 5, in: file)?.objects ?? [] {
                    links.append(try Self.link(record))
                }
            default: break
            }
        }
    }

    /// Reads a link message (format specification 3.0, IV.A.2.g).
    ///
    /// What the library refuses in one link makes it release a list of links that it has not filled, and crash.
    private static func link(_ bytes: [UInt8]) throws(StructureDamage) -> Link {
        let part = "a link"
        var reader = ByteReader(bytes)
        guard let version = reader.integer(1), let flags = reader.integer(1) else { throw .cut(part) }
        guard version == 1, flags < 32 else {
            throw StructureDamage("\(part) is of version \(version), with flags \(flags)")
        }
        var (kind, characters): (UInt64?, UInt64?) = (0, 0)
        if flags & 8 != 0 { kind = reader.integer(1) }
        guard flags & 4 == 0 || reader.skip(8) else { throw .cut(part) }
        if flags & 16 != 0 { characters = reader.integer(1) }
        guard let kind, let characters, let size = reader.integer(1 << Int(flags & 3)), size <= UInt64(reader.count),
            size > 0, let name = reader.take(Int(size))
        else { throw .cut(part) }
        // 0 is a hard link, 1 a soft one; from 64 on, the meaning is a program's own. Names are ASCII or UTF-8.
        guard kind < 2 || kind >= 64, characters < 2 else { throw StructureDamage("\(part) is of kind \(kind)") }
        if kind == 0 {
            guard let object = reader.integer(8) else { throw .cut(part) }
            return Link(name: name, object: object)
        }
        guard let length = reader.integer(2), kind != 1 || length > 0, reader.skip(Int(length)) else {
            throw .cut(part)
        }
        return Link(name: name, object: nil)
    }
}
