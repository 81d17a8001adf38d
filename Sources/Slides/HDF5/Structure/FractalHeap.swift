/// A heap of messages in blocks that double in size (format specification 3.0, III.G).
struct FractalHeap {
    let identifierSize: Int
    private let file: FileBytes
    private let address: UInt64
    private let isChecked: Bool
    private let offsetSize: Int
    private let lengthSize: Int
    private let width: UInt64
    private let startSize: UInt64
    private let largestBlock: UInt64
    private let rows: Int
    /// Each block with its place in the heap.
    private var blocks: [(offset: UInt64, bytes: [UInt8])] = []
    private var seen: Set<UInt64> = []

    private static let part = "a heap of names"

    /// Reads the blocks; nil for a version, or filters, that are not looked at.
    init?(at address: UInt64, in file: FileBytes) throws(StructureDamage) {
        guard let start = file.bytes(at: address, count: 146) else { throw .beyond(Self.part) }
        var header = ByteReader(start)
        guard header.take(4) == Array("FRHP".utf8) else { throw .sign(Self.part) }
        guard header.integer(1) == 0, let identifierSize = header.integer(2), let filterSize = header.integer(2),
            filterSize == 0
        else { return nil }
        guard endsWithChecksum(start) else { throw .checksum(Self.part) }
        guard let flags = header.integer(1), let largestObject = header.integer(4), header.skip(12 * 8),
            let width = header.integer(2), let startSize = header.integer(8), let largestBlock = header.integer(8),
            let bits = header.integer(2), header.skip(2), let root = header.integer(8), let rows = header.integer(2)
        else { throw .cut(Self.part) }
        func isPower(_ number: UInt64) -> Bool { number.nonzeroBitCount == 1 }
        guard isPower(width), isPower(startSize), isPower(largestBlock), startSize <= largestBlock,
            (1...64).contains(bits), largestBlock.trailingZeroBitCount <= bits, largestBlock <= 1 << 32
        else { throw StructureDamage("\(Self.part) has blocks of \(startSize) to \(largestBlock) bytes") }
        (self.file, self.address, isChecked) = (file, address, flags & 2 != 0)
        (self.width, self.startSize, self.largestBlock, self.rows) = (width, startSize, largestBlock, Int(rows))
        func bytesNeeded(_ limit: UInt64) -> Int { (63 - (limit | 1).leadingZeroBitCount) / 8 + 1 }
        offsetSize = (Int(bits) + 7) / 8
        lengthSize = min(bytesNeeded(largestBlock), bytesNeeded(largestObject))
        self.identifierSize = Int(identifierSize)
        guard identifierSize >= 1 + offsetSize + lengthSize else {
            throw StructureDamage("\(Self.part) has identifiers of \(identifierSize) bytes")
        }
        guard root != undefinedAddress else { return }
        if rows == 0 {
            try readBlock(root, offset: 0, size: startSize)
        } else {
            try readRows(root, offset: 0, count: Int(rows))
        }
    }

    private func size(ofRow row: Int) -> UInt64 { row == 0 ? startSize : startSize << UInt64(min(row - 1, 62)) }

    /// Whether a block says that it belongs to this heap.
    private func isOwn(_ block: [UInt8]) -> Bool {
        var reader = ByteReader(Array(block.prefix(13)))
        return reader.skip(5) && reader.integer(8) == address
    }

    private mutating func readBlock(_ address: UInt64, offset: UInt64, size: UInt64) throws(StructureDamage) {
        guard seen.insert(address).inserted else { throw .cycle(Self.part) }
        guard size <= file.count, var bytes = file.bytes(at: address, count: Int(size)) else {
            throw .beyond(Self.part)
        }
        guard bytes.starts(with: "FHDB".utf8), isOwn(bytes) else { throw .sign(Self.part) }
        let place = 13 + offsetSize
        if isChecked, bytes.count >= place + 4 {
            let stored = bytes[place..<place + 4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            bytes.replaceSubrange(place..<place + 4, with: [0, 0, 0, 0])
            guard lookup3(bytes[...]) == stored else { throw .checksum(Self.part) }
        }
        blocks.append((offset, bytes))
    }

    private mutating func readRows(_ address: UInt64, offset: UInt64, count: Int) throws(StructureDamage) {
        guard seen.insert(address).inserted else { throw .cycle(Self.part) }
        let directRows = largestBlock.trailingZeroBitCount - startSize.trailingZeroBitCount + 2
        guard count <= 64, width <= 4096 else { throw StructureDamage("\(Self.part) has \(count) rows of blocks") }
        let size = 13 + offsetSize + count * Int(width) * 8 + 4
        guard let bytes = file.bytes(at: address, count: size) else { throw .beyond(Self.part) }
        guard bytes.starts(with: "FHIB".utf8), isOwn(bytes) else { throw .sign(Self.part) }
        guard endsWithChecksum(bytes) else { throw .checksum(Self.part) }
        var children = ByteReader(Array(bytes[(13 + offsetSize)...]))
        var place = offset
        for row in 0..<count {
            for _ in 0..<width {
                guard let child = children.integer(8) else { throw .cut(Self.part) }
                if child != undefinedAddress {
                    if row < directRows {
                        try readBlock(child, offset: place, size: self.size(ofRow: row))
                    } else {
                        // As many rows as hold the bytes of this row's blocks.
                        let rowBits = self.size(ofRow: row).trailingZeroBitCount
                        let below = rowBits - startSize.trailingZeroBitCount - width.trailingZeroBitCount + 1
                        guard below > 0 else { throw StructureDamage("\(Self.part) has too many rows of blocks") }
                        try readRows(child, offset: place, count: below)
                    }
                }
                place &+= self.size(ofRow: row)
            }
        }
    }

    /// Returns an object by its identifier; nil for one that does not lie in a block.
    func object(_ identifier: [UInt8]) throws(StructureDamage) -> [UInt8]? {
        guard let flags = identifier.first, flags & 0xC0 == 0, flags & 0x30 != 0x30 else {
            throw StructureDamage("an entry of \(Self.part) is of no kind")
        }
        guard flags & 0x30 == 0 else { return nil }
        var reader = ByteReader(identifier)
        guard reader.skip(1), let offset = reader.integer(min(8, offsetSize)), let length = reader.integer(lengthSize)
        else { throw .cut(Self.part) }
        guard
            let block = blocks.last(where: { $0.offset <= offset }), offset - block.offset < UInt64(block.bytes.count),
            length <= UInt64(block.bytes.count) - (offset - block.offset)
        else { throw .beyond("an entry of \(Self.part)") }
        let start = Int(offset - block.offset)
        return Array(block.bytes[start..<start + Int(length)])
    }
}
