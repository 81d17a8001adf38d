/// The links of a group in the older format: a tree of lists of links, and a heap with their names (format specification
/// 3.0, III.A.1, III.B to III.D).
struct SymbolTable {
    let file: FileBytes
    let widths: (tree: Int, leaf: Int)
    private(set) var links: [GroupLinks.Link] = []
    private var names: [UInt8] = []
    private var seen: Set<UInt64> = []
    /// Of all names: names that overlap could fill the memory.
    private var nameBytes: UInt64 = 0

    private static let part = "the list of a group's links"
    private static let heapPart = "the heap of a group's names"
    private static let largestHeap: UInt64 = 1 << 26

    /// Reads the links, in the order of their names; nil for a file that is larger than what is looked at.
    init?(_ message: [UInt8], in file: FileBytes, widths: (tree: Int, leaf: Int)) throws(StructureDamage) {
        (self.file, self.widths) = (file, widths)
        var reader = ByteReader(message)
        guard let tree = reader.integer(8), let heap = reader.integer(8) else { throw .cut(Self.part) }
        guard let start = file.bytes(at: tree, count: 24) else { throw .beyond(Self.part) }
        // The library reads no names where there are no links.
        if start.starts(with: "TREE".utf8), start[6] | start[7] > 0 {
            guard let names = try Self.names(at: heap, in: file) else { return nil }
            self.names = names
        }
        try walk(tree, level: nil)
    }

    /// The bytes of a heap of names, whose list of gaps is checked as well: the library follows it to its end.
    private static func names(at address: UInt64, in file: FileBytes) throws(StructureDamage) -> [UInt8]? {
        guard let start = file.bytes(at: address, count: 32) else { throw .beyond(heapPart) }
        var header = ByteReader(start)
        guard header.take(4) == Array("HEAP".utf8) else { throw .sign(heapPart) }
        guard header.integer(1) == 0, header.skip(3), let size = header.integer(8), let firstGap = header.integer(8),
            let data = header.integer(8)
        else { return nil }
        guard file.contains(data, count: size) else { throw .beyond(heapPart) }
        guard size <= largestHeap else { return nil }
        guard let bytes = file.bytes(at: data, count: Int(size)) else { throw .beyond(heapPart) }
        var gap = firstGap
        var gaps: Set<UInt64> = []
        // 1 ends the list.
        while gap != 1 {
            guard size >= 16, gap <= size - 16 else { throw .beyond("a gap in \(heapPart)") }
            guard gaps.insert(gap).inserted else { throw .cycle("a gap in \(heapPart)") }
            var reader = ByteReader(Array(bytes[Int(gap)..<Int(gap) + 16]))
            guard let next = reader.integer(8), let length = reader.integer(8) else { return nil }
            guard length <= size - gap else { throw .beyond("a gap in \(heapPart)") }
            gap = next
        }
        return bytes
    }

    private mutating func walk(_ address: UInt64, level: UInt64?) throws(StructureDamage) {
        guard seen.insert(address).inserted else { throw .cycle(Self.part) }
        guard let start = file.bytes(at: address, count: 24) else { throw .beyond(Self.part) }
        var header = ByteReader(start)
        guard header.take(4) == Array("TREE".utf8), header.integer(1) == 0 else { throw .sign(Self.part) }
        guard let own = header.integer(1), let count = header.integer(2) else { return }
        guard level == nil || own == level, count <= 2 * widths.tree else {
            throw StructureDamage("\(Self.part) has a node of the wrong size")
        }
        guard let content = file.bytes(at: address + 24, count: Int(count) * 16 + 8) else { throw .beyond(Self.part) }
        var children = ByteReader(content)
        for _ in 0..<count {
            // Names stand between the children. The library need not look at them.
            guard children.skip(8), let child = children.integer(8) else { return }
            if own == 0 { try readLeaf(child) } else { try walk(child, level: own - 1) }
        }
    }

    private mutating func readLeaf(_ address: UInt64) throws(StructureDamage) {
        guard seen.insert(address).inserted else { throw .cycle(Self.part) }
        guard let start = file.bytes(at: address, count: 8) else { throw .beyond(Self.part) }
        var header = ByteReader(start)
        guard header.take(4) == Array("SNOD".utf8) else { throw .sign(Self.part) }
        guard header.skip(2), let count = header.integer(2) else { return }
        guard count <= 2 * widths.leaf else { throw StructureDamage("\(Self.part) has a node of the wrong size") }
        guard let content = file.bytes(at: address + 8, count: Int(count) * 40) else { throw .beyond(Self.part) }
        var entries = ByteReader(content)
        for _ in 0..<count {
            guard let place = entries.integer(8), let object = entries.integer(8), let kind = entries.integer(4),
                entries.skip(20)
            else { return }
            guard place < UInt64(names.count), let end = names[Int(place)...].firstIndex(of: 0)
            else {
                throw .beyond(Self.heapPart)
            }
            nameBytes += UInt64(end) - place
            guard nameBytes <= file.count else { throw StructureDamage("names in \(Self.heapPart) overlap") }
            // 2 is a soft link, which has no object of its own.
            links.append(.init(name: Array(names[Int(place)..<end]), object: kind == 2 ? nil : object))
        }
    }
}
