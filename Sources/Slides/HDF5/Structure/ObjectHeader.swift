/// The messages of an object's header, in whichever of the two formats (format specification 3.0, IV.A.1).
struct ObjectHeader {
    struct Message {
        let kind: Kind
        /// The content stands elsewhere.
        let isShared: Bool
        let bytes: [UInt8]
    }

    /// The kinds that are looked into.
    enum Kind: UInt64 {
        case dataspace = 0x01
        case linkInfo = 0x02
        case datatype = 0x03
        case link = 0x06
        case layout = 0x08
        case filters = 0x0B
        case attribute = 0x0C
        case continuation = 0x10
        case symbolTable = 0x11
        case treeWidths = 0x13
        case attributeInfo = 0x15
        case other = 0xFFFF
    }

    private(set) var messages: [Message] = []

    private static let mostBlocks = 10_000
    private static let largestBlock: UInt64 = 1 << 26
    private static let part = "an object's header"

    /// Reads a header; nil if its version is not known.
    init?(at address: UInt64, in file: FileBytes) throws(StructureDamage) {
        guard let start = file.bytes(at: address, count: 4) else { throw .beyond(Self.part) }
        let isLatest = start == Array("OHDR".utf8)
        guard isLatest || start[0] == 1 else { throw .sign(Self.part) }
        guard
            let first = isLatest
                ? try Self.latestBlock(at: address, in: file) : try Self.firstBlock(at: address, in: file)
        else { return nil }
        var blocks = [first.block]
        var seen: Set<UInt64> = [first.block.address]
        var next = 0
        while next < blocks.count {
            let block = blocks[next]
            next += 1
            guard file.contains(block.address, count: block.count) else { throw .beyond(Self.part) }
            guard blocks.count <= Self.mostBlocks, block.count <= Self.largestBlock else { return nil }
            guard let stored = file.bytes(at: block.address, count: Int(block.count)) else { throw .beyond(Self.part) }
            if isLatest {
                guard block.address == address || stored.starts(with: "OCHK".utf8) else { throw .sign(Self.part) }
                guard endsWithChecksum(stored) else { throw .checksum(Self.part) }
            }
            var bytes = ByteReader(isLatest ? stored.dropLast(4) : stored)
            guard bytes.skip(block.start) else { throw .cut(Self.part) }
            // Fewer bytes than a message begins with are a gap.
            while bytes.count >= first.messageStart {
                let message = try Self.message(&bytes, isLatest: isLatest, hasOrder: first.hasOrder)
                messages.append(message)
                guard message.kind == .continuation else { continue }
                var place = ByteReader(message.bytes)
                guard let address = place.integer(8), let count = place.integer(8) else { throw .cut(Self.part) }
                guard seen.insert(address).inserted else { throw .cycle(Self.part) }
                blocks.append(Block(address: address, count: count, start: isLatest ? 4 : 0))
            }
        }
    }

    private struct Block {
        let address: UInt64
        let count: UInt64
        /// Where its messages begin.
        let start: Int
    }

    private typealias First = (block: Block, hasOrder: Bool, messageStart: Int)

    private static func firstBlock(at address: UInt64, in file: FileBytes) throws(StructureDamage) -> First? {
        guard let start = file.bytes(at: address, count: 16) else { throw .beyond(part) }
        var header = ByteReader(start)
        guard header.skip(8), let count = header.integer(4) else { return nil }
        return (Block(address: address + 16, count: count, start: 0), false, 8)
    }

    private static func latestBlock(at address: UInt64, in file: FileBytes) throws(StructureDamage) -> First? {
        // At most: signature, version, flags, four times, two limits, eight bytes of size.
        guard let start = file.bytes(at: address, count: 6, orFewer: 34) else { throw .beyond(part) }
        var header = ByteReader(start)
        guard header.skip(4), header.integer(1) == 2, let flags = header.integer(1) else { return nil }
        guard flags & 0x20 == 0 || header.skip(16), flags & 0x10 == 0 || header.skip(4),
            let count = header.integer(1 << Int(flags & 3))
        else { throw .beyond(part) }
        guard count <= largestBlock else { throw .beyond(part) }
        let whole = UInt64(header.position) + count + 4
        let hasOrder = flags & 4 != 0
        return (Block(address: address, count: whole, start: header.position), hasOrder, hasOrder ? 6 : 4)
    }

    private static func message(
        _ bytes: inout ByteReader, isLatest: Bool, hasOrder: Bool
    ) throws(StructureDamage) -> Message {
        guard let number = bytes.integer(isLatest ? 1 : 2), let size = bytes.integer(2), let flags = bytes.integer(1),
            isLatest ? !hasOrder || bytes.skip(2) : bytes.skip(3), let content = bytes.take(Int(size))
        else { throw .cut(part) }
        return Message(kind: Kind(rawValue: number) ?? .other, isShared: flags & 2 != 0, bytes: content)
    }
}
