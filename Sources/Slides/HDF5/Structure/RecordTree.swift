/// A tree of records of one size (format specification 3.0, III.A.2, "version 2 B-trees").
struct RecordTree {
    let kind: UInt64
    let recordSize: Int
    private(set) var records: [[UInt8]] = []

    private let file: FileBytes
    private let nodeSize: Int
    /// For each level, from the leaves up: how many bytes count the records below a child, and the most records of a node.
    private var levels: [(totalSize: Int, most: UInt64, total: UInt64)] = []
    private var seen: Set<UInt64> = []

    private static let part = "a tree of records"
    private static let mostRecords = 1_000_000

    /// Reads all records; nil for a version or a size that is not looked at.
    init?(at address: UInt64, in file: FileBytes) throws(StructureDamage) {
        guard let start = file.bytes(at: address, count: 38) else { throw .beyond(Self.part) }
        var header = ByteReader(start)
        guard header.take(4) == Array("BTHD".utf8) else { throw .sign(Self.part) }
        guard endsWithChecksum(start) else { throw .checksum(Self.part) }
        guard header.integer(1) == 0, let kind = header.integer(1), let nodeSize = header.integer(4),
            let recordSize = header.integer(2), let depth = header.integer(2), header.skip(2),
            let root = header.integer(8), let rootCount = header.integer(2), let total = header.integer(8)
        else { return nil }
        (self.file, self.kind, self.nodeSize, self.recordSize) = (file, kind, Int(nodeSize), Int(recordSize))
        guard recordSize > 0, nodeSize >= 10 + recordSize, nodeSize <= file.count || root == undefinedAddress else {
            throw StructureDamage("\(Self.part) has nodes of \(nodeSize) bytes for records of \(recordSize)")
        }
        guard depth <= 32, total <= file.count else {
            throw StructureDamage("\(Self.part) claims \(total) records on \(depth + 1) levels")
        }
        guard total <= Self.mostRecords else { return nil }
        guard measure(Int(depth)) else {
            throw StructureDamage("\(Self.part) has nodes of \(nodeSize) bytes for records of \(recordSize)")
        }
        if root == undefinedAddress {
            guard total == 0 else { throw StructureDamage("\(Self.part) claims \(total) records and has none") }
            return
        }
        try walk(root, count: rootCount, level: Int(depth))
        guard UInt64(records.count) == total else {
            throw StructureDamage("\(Self.part) claims \(total) records and has \(records.count)")
        }
    }

    private static func bytesNeeded(_ limit: UInt64) -> Int { (63 - (limit | 1).leadingZeroBitCount) / 8 + 1 }

    /// Bytes of a child's place at a level: its address, its records, and all records below it.
    private func pointerSize(_ level: Int) -> Int {
        8 + Self.bytesNeeded(levels[0].most) + (level > 1 ? levels[level - 1].totalSize : 0)
    }

    private mutating func measure(_ depth: Int) -> Bool {
        let most = UInt64((nodeSize - 10) / recordSize)
        levels = [(Self.bytesNeeded(most), most, most)]
        for level in 0..<depth {
            let size = pointerSize(level + 1)
            guard nodeSize > 10 + size else { return false }
            let most = UInt64((nodeSize - 10 - size) / (recordSize + size))
            let below = levels[level].total
            let (product, overflow) = (most + 1).multipliedReportingOverflow(by: below)
            let (total, over) = product.addingReportingOverflow(most)
            guard most > 0, !overflow, !over else { return false }
            levels.append((Self.bytesNeeded(total), most, total))
        }
        return true
    }

    private mutating func walk(_ address: UInt64, count: UInt64, level: Int) throws(StructureDamage) {
        guard seen.insert(address).inserted else { throw .cycle(Self.part) }
        guard count <= levels[level].most, records.count <= Self.mostRecords else {
            throw StructureDamage("\(Self.part) has a node with \(count) records")
        }
        let pointer = level == 0 ? 0 : pointerSize(level)
        let size = 6 + Int(count) * recordSize + (level == 0 ? 0 : (Int(count) + 1) * pointer) + 4
        guard let node = file.bytes(at: address, count: size) else { throw .beyond(Self.part) }
        guard node.starts(with: (level == 0 ? "BTLF" : "BTIN").utf8), UInt64(node[5]) == kind else {
            throw .sign(Self.part)
        }
        guard endsWithChecksum(node) else { throw .checksum(Self.part) }
        for index in 0..<Int(count) {
            records.append(Array(node[6 + index * recordSize..<6 + (index + 1) * recordSize]))
        }
        guard level > 0 else { return }
        var children = ByteReader(Array(node[(6 + Int(count) * recordSize)...]))
        for _ in 0...count {
            guard let child = children.integer(8), let below = children.integer(Self.bytesNeeded(levels[0].most)),
                level == 1 || children.skip(levels[level - 1].totalSize)
            else { throw .cut(Self.part) }
            try walk(child, count: below, level: level - 1)
        }
    }
}
