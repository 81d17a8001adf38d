/// What the messages of a header say, as far as their lengths and counts must fit (format specification 3.0, IV.A.2).
extension ObjectHeader {
    /// Checks every message that says how much it holds.
    func check() throws(StructureDamage) {
        for message in messages where !message.isShared {
            switch message.kind {
            case .dataspace: _ = try Dataspace(message.bytes)
            case .datatype: _ = try Self.elementSize(message.bytes)
            case .filters: try Self.checkFilters(message.bytes)
            case .attribute: try Self.checkAttribute(message.bytes)
            default: break
            }
        }
    }

    /// The content of the first message of a kind, if it stands in this header.
    func first(_ kind: Kind) -> [UInt8]? {
        messages.first { $0.kind == kind && !$0.isShared }?.bytes
    }

    /// Bytes of one element, and checks the fields of numbers; nil where the type is described elsewhere or unknown.
    static func elementSize(_ bytes: [UInt8]) throws(StructureDamage) -> UInt64? {
        var reader = ByteReader(bytes)
        guard let first = reader.integer(1), reader.skip(3), let size = reader.integer(4) else {
            throw .cut("a description of values")
        }
        let fields = [0: 4, 1: 12][first & 15] ?? 0
        guard reader.skip(fields) else { throw .cut("a description of values") }
        return size
    }

    private static func checkFilters(_ bytes: [UInt8]) throws(StructureDamage) {
        let part = "a list of filters"
        var reader = ByteReader(bytes)
        guard let version = reader.integer(1), let count = reader.integer(1) else { throw .cut(part) }
        guard version == 1 || version == 2 else { return }
        guard version == 2 || reader.skip(6) else { throw .cut(part) }
        for _ in 0..<count {
            guard let number = reader.integer(2) else { throw .cut(part) }
            var nameSize: UInt64 = 0
            if version == 1 || number >= 256 {
                guard let size = reader.integer(2) else { throw .cut(part) }
                nameSize = version == 1 ? (size + 7) / 8 * 8 : size
            }
            guard reader.skip(2), let values = reader.integer(2), reader.skip(Int(nameSize)),
                reader.skip(4 * Int(values)), version == 2 || values % 2 == 0 || reader.skip(4)
            else { throw .cut(part) }
        }
    }

    /// Checks that an attribute's name, type, shape and values fit into its message.
    static func checkAttribute(_ bytes: [UInt8]) throws(StructureDamage) {
        let part = "an attribute"
        var reader = ByteReader(bytes)
        guard let version = reader.integer(1), let flags = reader.integer(1), let nameSize = reader.integer(2),
            let typeSize = reader.integer(2), let spaceSize = reader.integer(2)
        else { throw .cut(part) }
        guard (1...3).contains(version) else { return }
        if version == 3, !reader.skip(1) { throw .cut(part) }
        func padded(_ size: UInt64) -> Int { version == 1 ? (Int(size) + 7) / 8 * 8 : Int(size) }
        guard let name = reader.take(padded(nameSize)), let type = reader.take(padded(typeSize)),
            let space = reader.take(padded(spaceSize))
        else { throw .cut(part) }
        guard name.contains(0) else { throw StructureDamage("the name of an attribute has no end") }
        // A type or shape that stands elsewhere is not looked up.
        guard version == 1 || flags & 3 == 0 else { return }
        guard let size = try elementSize(type) else { return }
        guard let space = try Dataspace(space) else { return }
        guard let (values, overflow) = space.count?.multipliedReportingOverflow(by: size), !overflow,
            values <= UInt64(reader.count)
        else { throw .cut(part) }
    }
}

/// The shape of a dataset or an attribute.
struct Dataspace {
    let sides: [UInt64]
    private let isNull: Bool

    /// Reads a message; nil if its version is not known.
    init?(_ bytes: [UInt8]) throws(StructureDamage) {
        let part = "a shape"
        var reader = ByteReader(bytes)
        guard let version = reader.integer(1), let rank = reader.integer(1), let flags = reader.integer(1),
            let kind = reader.integer(1)
        else { throw .cut(part) }
        guard version == 1 || version == 2 else { return nil }
        guard rank <= 32 else { throw StructureDamage("a shape has \(rank) sides") }
        guard version == 2 || reader.skip(4) else { throw .cut(part) }
        var sides: [UInt64] = []
        for _ in 0..<rank {
            guard let side = reader.integer(8) else { throw .cut(part) }
            sides.append(side)
        }
        guard flags & 1 == 0 || reader.skip(8 * Int(rank)) else { throw .cut(part) }
        self.sides = sides
        isNull = version == 2 && kind == 2
    }

    /// How many values there are; nil for more than can be counted.
    var count: UInt64? {
        if isNull { return 0 }
        return sides.reduce(UInt64?(1)) { product, side in
            guard let (value, overflow) = product?.multipliedReportingOverflow(by: side), !overflow else { return nil }
            return value
        }
    }
}
