/// Where a dataset's values lie (format specification 3.0, IV.A.2.i), and whether the file has them.
enum StoredLayout {
    private static let part = "the place of its values"

    static func check(_ header: ObjectHeader, in file: FileBytes, width: Int) throws(StructureDamage) {
        guard let message = header.first(.layout) else { return }
        let rank = try header.first(.dataspace).flatMap { bytes throws(StructureDamage) in try Dataspace(bytes) }?.sides
            .count
        var reader = ByteReader(message)
        guard let version = reader.integer(1) else { throw .cut(part) }
        switch version {
        case 1, 2: try checkFirst(&reader, rank, file, width)
        case 3: try checkThird(&reader, rank, file, width)
        case 4: try checkFourth(&reader, rank, header, file)
        default: return
        }
    }

    private static func checkFirst(
        _ reader: inout ByteReader, _ rank: Int?, _ file: FileBytes, _ width: Int
    ) throws(StructureDamage) {
        guard let count = reader.integer(1), let kind = reader.integer(1), reader.skip(5) else { throw .cut(part) }
        guard kind == 2 else { return }
        guard let address = reader.integer(8), let sides = try Self.sides(&reader, Int(count), size: 4, rank) else {
            return
        }
        try checkTree(address, sides, file, width)
    }

    private static func checkThird(
        _ reader: inout ByteReader, _ rank: Int?, _ file: FileBytes, _ width: Int
    ) throws(StructureDamage) {
        guard let kind = reader.integer(1) else { throw .cut(part) }
        switch kind {
        case 0:
            guard let size = reader.integer(2), reader.skip(Int(size)) else { throw .cut(part) }
        case 1:
            guard let address = reader.integer(8), let size = reader.integer(8) else { throw .cut(part) }
            guard address == undefinedAddress || file.contains(address, count: 0) else { throw .beyond(part) }
            _ = size  // How much of it is stored is said with both counts, in `TileTable`.
        case 2:
            guard let count = reader.integer(1), let address = reader.integer(8) else { throw .cut(part) }
            guard let sides = try Self.sides(&reader, Int(count), size: 4, rank) else { return }
            try checkTree(address, sides, file, width)
        default: return
        }
    }

    private static func checkTree(
        _ address: UInt64, _ sides: [UInt64], _ file: FileBytes, _ width: Int
    ) throws(StructureDamage) {
        guard address != undefinedAddress else { return }
        _ = try ChunkTree(at: address, sides: sides, in: file, width: width)
    }

    /// The sides of a chunk and the size of an element.
    private static func sides(
        _ reader: inout ByteReader, _ count: Int, size: Int, _ rank: Int?
    ) throws(StructureDamage) -> [UInt64]? {
        guard count >= 2, count <= 33 else { throw StructureDamage("its chunks have \(count) sides") }
        var sides: [UInt64] = []
        for _ in 0..<count {
            guard let side = reader.integer(size) else { throw .cut(part) }
            guard side > 0 else { throw StructureDamage("its chunks have an empty side") }
            sides.append(side)
        }
        guard rank == nil || rank == count - 1 else { throw StructureDamage("its chunks have \(count - 1) sides") }
        return sides
    }

    private static func checkFourth(
        _ reader: inout ByteReader, _ rank: Int?, _ header: ObjectHeader, _ file: FileBytes
    ) throws(StructureDamage) {
        guard reader.integer(1) == 2, let flags = reader.integer(1), let count = reader.integer(1),
            let size = reader.integer(1), (1...8).contains(size),
            try sides(&reader, Int(count), size: Int(size), rank) != nil, let index = reader.integer(1)
        else { return }
        switch index {
        case 1: guard flags & 2 == 0 || reader.skip(12) else { throw .cut(part) }
        case 2: break
        case 3: guard reader.skip(1) else { throw .cut(part) }
        case 4: guard reader.skip(5) else { throw .cut(part) }
        case 5: guard reader.skip(6) else { throw .cut(part) }
        default: return
        }
        guard let address = reader.integer(8) else { throw .cut(part) }
        guard address != undefinedAddress else { return }
        switch index {
        case 1, 2: guard file.contains(address, count: 0) else { throw .beyond(part) }
        case 3: try ChunkArrays.checkFixed(at: address, in: file)
        case 4: try ChunkArrays.checkExtensible(at: address, in: file)
        default:
            let tree = try RecordTree(at: address, in: file)
            for record in tree?.records ?? [] {
                var bytes = ByteReader(Array(record.prefix(8)))
                guard let chunk = bytes.integer(8), file.contains(chunk, count: 0) else { throw .beyond("a chunk") }
            }
        }
    }
}
