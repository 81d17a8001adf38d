/// The tree of a dataset's chunks in the older format (format specification 3.0, III.A.1): where each chunk lies.
struct ChunkTree {
    let file: FileBytes
    /// Of a chunk, then the size of an element.
    let sides: [UInt64]
    let width: Int
    /// Without filters, the stored size of a chunk means nothing.
    let isFiltered: Bool
    /// The chunks that were found; nil where they have filters, or hold only a part of a row.
    private(set) var pieces: [StoredValues.Piece]?
    private var seen: Set<UInt64> = []

    static let part = "the list of its chunks"

    /// Walks through the whole tree.
    init(at address: UInt64, sides: [UInt64], in file: FileBytes, width: Int, isFiltered: Bool) throws(StructureDamage)
    {
        (self.file, self.sides, self.width, self.isFiltered) = (file, sides, width, isFiltered)
        pieces = isFiltered ? nil : []
        try walk(address, level: nil)
    }

    private mutating func walk(_ address: UInt64, level: UInt8?) throws(StructureDamage) {
        guard seen.insert(address).inserted else { throw .cycle(Self.part) }
        let (keySize, entrySize) = (8 + 8 * sides.count, 16 + 8 * sides.count)
        let most = 24 + 2 * width * entrySize + keySize
        guard let node = file.bytes(at: address, count: 24, orFewer: most) else { throw .beyond(Self.part) }
        guard node.starts(with: "TREE".utf8), node[4] == 1 else { throw .sign(Self.part) }
        let (own, count) = (node[5], Int(node[6]) | Int(node[7]) << 8)
        guard level == nil || own == level, count <= 2 * width else {
            throw StructureDamage("\(Self.part) has a node of the wrong size")
        }
        guard node.count >= 24 + count * entrySize + keySize else { throw .beyond(Self.part) }
        for index in 0..<count {
            let key = 24 + index * entrySize
            let child = Self.integer(node, key + keySize, 8)
            guard own == 0 else {
                try walk(child, level: own - 1)
                continue
            }
            let size = isFiltered ? Self.integer(node, key, 4) : 1
            guard file.contains(child, count: size) else { throw .beyond("a chunk") }
            func place(_ axis: Int) -> UInt64 { Self.integer(node, key + 8 + 8 * axis, 8) }
            guard sides.indices.allSatisfy({ place($0) % sides[$0] == 0 }) else {
                throw StructureDamage("\(Self.part) has a chunk between two places")
            }
            if sides.indices.dropFirst().allSatisfy({ place($0) == 0 }) {
                pieces?.append(StoredValues.Piece(row: place(0), address: child))
            } else {
                pieces = nil
            }
        }
    }

    private static func integer(_ bytes: [UInt8], _ start: Int, _ size: Int) -> UInt64 {
        var value: UInt64 = 0
        for index in (start..<start + size).reversed() { value = value << 8 | UInt64(bytes[index]) }
        return value
    }
}
