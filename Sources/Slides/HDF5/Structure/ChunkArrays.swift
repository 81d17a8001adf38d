/// The lists of a dataset's chunks in the newer format (format specification 3.0, III.H and III.I).
enum ChunkArrays {
    private static let part = ChunkTree.part

    /// A list whose length was known.
    static func checkFixed(at address: UInt64, in file: FileBytes) throws(StructureDamage) {
        guard let start = file.bytes(at: address, count: 28) else { throw .beyond(part) }
        var header = ByteReader(start)
        guard header.take(4) == Array("FAHD".utf8) else { throw .sign(part) }
        guard endsWithChecksum(start) else { throw .checksum(part) }
        guard header.integer(1) == 0, let client = header.integer(1), let entrySize = header.integer(1),
            let pageBits = header.integer(1), let count = header.integer(8), let block = header.integer(8)
        else { return }
        try requireEntry(client, entrySize)
        let (size, overflow) = count.multipliedReportingOverflow(by: entrySize)
        guard !overflow, count > 0, pageBits < 64 else { throw StructureDamage("\(part) claims \(count) chunks") }
        guard block != undefinedAddress else { return }
        guard file.contains(block, count: size) else { throw .beyond(part) }
        // A longer list is kept in pages, of which some may not have been written.
        guard count <= 1 << pageBits, size <= 1 << 28 else { return }
        guard let bytes = file.bytes(at: block, count: 14 + Int(size) + 4) else { throw .beyond(part) }
        guard bytes.starts(with: "FADB".utf8) else { throw .sign(part) }
        guard endsWithChecksum(bytes) else { throw .checksum(part) }
        try requireChunks(Array(bytes[14..<14 + Int(size)]), entrySize: Int(entrySize), in: file)
    }

    /// A list that can grow.
    static func checkExtensible(at address: UInt64, in file: FileBytes) throws(StructureDamage) {
        guard let start = file.bytes(at: address, count: 72) else { throw .beyond(part) }
        var header = ByteReader(start)
        guard header.take(4) == Array("EAHD".utf8) else { throw .sign(part) }
        guard endsWithChecksum(start) else { throw .checksum(part) }
        guard header.integer(1) == 0, let client = header.integer(1), let entrySize = header.integer(1),
            let bits = header.integer(1), let inIndex = header.integer(1), let least = header.integer(1),
            let pointers = header.integer(1), let pageBits = header.integer(1), header.skip(4 * 8),
            let highest = header.integer(8), header.skip(8), let index = header.integer(8)
        else { return }
        try requireEntry(client, entrySize)
        func isPower(_ number: UInt64) -> Bool { number.nonzeroBitCount == 1 }
        guard (1...64).contains(bits), isPower(least), isPower(pointers), pageBits <= bits,
            least.trailingZeroBitCount <= bits, pointers.trailingZeroBitCount <= bits
        else { throw StructureDamage("\(part) grows in steps of \(least)") }
        let (size, overflow) = highest.multipliedReportingOverflow(by: entrySize)
        guard !overflow, size <= file.count else { throw StructureDamage("\(part) claims \(highest) chunks") }
        guard index != undefinedAddress else { return }
        let blocks = 2 * Int(pointers) - 2 + superBlocks(bits: bits, least: least, pointers: pointers)
        let whole = 14 + Int(inIndex * entrySize) + 8 * max(0, blocks) + 4
        guard let bytes = file.bytes(at: index, count: whole) else { throw .beyond(part) }
        guard bytes.starts(with: "EAIB".utf8) else { throw .sign(part) }
        guard endsWithChecksum(bytes) else { throw .checksum(part) }
        let end = 14 + Int(inIndex * entrySize)
        try requireChunks(Array(bytes[14..<end]), entrySize: Int(entrySize), in: file)
        try requireChunks(Array(bytes[end..<bytes.count - 4]), entrySize: 8, in: file)
    }

    /// How many blocks of blocks an index has room for: those that it does not hold itself.
    private static func superBlocks(bits: UInt64, least: UInt64, pointers: UInt64) -> Int {
        let all = 1 + Int(bits) - least.trailingZeroBitCount
        return all - 2 * pointers.trailingZeroBitCount
    }

    private static func requireEntry(_ client: UInt64, _ size: UInt64) throws(StructureDamage) {
        // An address; with filters, the size and the filters that were left out as well.
        guard client == 0 ? size == 8 : client != 1 || (8 + 4 + 1...8 + 4 + 8).contains(size) else {
            throw StructureDamage("\(part) has entries of \(size) bytes")
        }
    }

    private static func requireChunks(_ bytes: [UInt8], entrySize: Int, in file: FileBytes) throws(StructureDamage) {
        var entries = ByteReader(bytes)
        while entries.count >= entrySize {
            guard let chunk = entries.integer(8), entries.skip(entrySize - 8) else { return }
            guard chunk == undefinedAddress || file.contains(chunk, count: 0) else { throw .beyond("a chunk") }
        }
    }
}
