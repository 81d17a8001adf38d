/// Where a dataset's values lie (format specification 3.0, IV.A.2.i), and whether the file has them.
struct StoredLayout {
    private let file: FileBytes
    private let message: [UInt8]
    /// How many sides the dataset has, where its header says so.
    private let rank: Int?
    private let isFiltered: Bool
    private let treeWidth: Int

    private static let part = "the place of its values"

    /// Finds what a header says; nil for an object that is no dataset.
    init?(_ header: ObjectHeader, in file: FileBytes, treeWidth: Int) throws(StructureDamage) {
        guard let message = header.first(.layout) else { return nil }
        (self.file, self.message, self.treeWidth) = (file, message, treeWidth)
        isFiltered = header.first(.filters) != nil
        var space: Dataspace?
        if let shape = header.first(.dataspace) { space = try Dataspace(shape) }
        rank = space?.sides.count
    }

    /// Looks for damage in the lists of chunks. How many values are stored is counted in `TileTable`.
    ///
    /// - Returns: the values' pieces, in the layouts that h5py writes by default; nil in others, where only HDF5 finds them.
    func check() throws(StructureDamage) -> StoredValues? {
        var reader = ByteReader(message)
        guard let version = reader.integer(1) else { throw .cut(Self.part) }
        switch version {
        case 1, 2: return try checkFirst(&reader)
        case 3: return try checkThird(&reader)
        case 4: try checkFourth(&reader)
        default: break
        }
        return nil
    }

    private func checkFirst(_ reader: inout ByteReader) throws(StructureDamage) -> StoredValues? {
        guard let count = reader.integer(1), let kind = reader.integer(1), reader.skip(5) else { throw .cut(Self.part) }
        guard kind == 2, let address = reader.integer(8) else { return nil }
        return try checkTree(address, sides(&reader, Int(count), size: 4))
    }

    private func checkThird(_ reader: inout ByteReader) throws(StructureDamage) -> StoredValues? {
        guard let kind = reader.integer(1) else { throw .cut(Self.part) }
        switch kind {
        case 0:
            guard let size = reader.integer(2), reader.skip(Int(size)) else { throw .cut(Self.part) }
            return nil
        case 1:
            guard let address = reader.integer(8), reader.skip(8) else { throw .cut(Self.part) }
            guard address != undefinedAddress else { return nil }
            guard file.contains(address, count: 0) else { throw .beyond(Self.part) }
            return StoredValues(file: file, pieces: [StoredValues.Piece(row: 0, address: address)])
        case 2:
            guard let count = reader.integer(1), let address = reader.integer(8) else { throw .cut(Self.part) }
            return try checkTree(address, sides(&reader, Int(count), size: 4))
        default: return nil
        }
    }

    private func checkTree(_ address: UInt64, _ sides: [UInt64]) throws(StructureDamage) -> StoredValues? {
        guard address != undefinedAddress else { return nil }
        let tree = try ChunkTree(at: address, sides: sides, in: file, width: treeWidth, isFiltered: isFiltered)
        return tree.pieces.map { StoredValues(file: file, pieces: $0) }
    }

    /// The sides of a chunk and the size of an element.
    private func sides(_ reader: inout ByteReader, _ count: Int, size: Int) throws(StructureDamage) -> [UInt64] {
        guard count >= 2, count <= 33 else { throw StructureDamage("its chunks have \(count) sides") }
        var sides: [UInt64] = []
        for _ in 0..<count {
            guard let side = reader.integer(size) else { throw .cut(Self.part) }
            guard side > 0 else { throw StructureDamage("its chunks have an empty side") }
            sides.append(side)
        }
        guard rank == nil || rank == count - 1 else { throw StructureDamage("its chunks have \(count - 1) sides") }
        return sides
    }

    private func checkFourth(_ reader: inout ByteReader) throws(StructureDamage) {
        guard reader.integer(1) == 2, let flags = reader.integer(1), let count = reader.integer(1),
            let size = reader.integer(1), (1...8).contains(size)
        else { return }
        _ = try sides(&reader, Int(count), size: Int(size))
        guard let index = reader.integer(1) else { throw .cut(Self.part) }
        switch index {
        case 1: guard flags & 2 == 0 || reader.skip(12) else { throw .cut(Self.part) }
        case 2: break
        case 3: guard reader.skip(1) else { throw .cut(Self.part) }
        case 4: guard reader.skip(5) else { throw .cut(Self.part) }
        case 5: guard reader.skip(6) else { throw .cut(Self.part) }
        default: return
        }
        guard let address = reader.integer(8) else { throw .cut(Self.part) }
        guard address != undefinedAddress else { return }
        switch index {
        case 1, 2: guard file.contains(address, count: 0) else { throw .beyond(Self.part) }
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
