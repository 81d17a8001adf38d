internal import Files

/// One part of a PNG file: a type of four letters and its data.
struct PNGChunk {
    let type: String
    /// Where the data stands in the file.
    let data: Range<Int>
    /// Whether the checksum agrees with type and data.
    let isIntact: Bool

    /// The most bytes of data that a chunk may have.
    static let maximumLength = 1 << 31 - 1

    /// Whether a reader that does not know the type may pass over it: the first letter is small.
    var isAncillary: Bool { type.utf8.first.map { $0 & 0x20 != 0 } ?? false }

    /// Finds the chunk at `offset` and moves `offset` past it; nil where the file ends before the chunk does, or no
    /// chunk begins there.
    init?(in file: [UInt8], at offset: inout Int) {
        guard file.count - offset >= 12 else { return nil }
        let length = PNGChunk.number(in: file, at: offset)
        let letters = file[offset + 4..<offset + 8]
        guard length <= PNGChunk.maximumLength, length <= file.count - offset - 12,
            letters.allSatisfy({ (0x41...0x5A).contains($0 & ~0x20) })
        else { return nil }
        type = String(decoding: letters, as: UTF8.self)
        data = offset + 8..<offset + 8 + length
        let checked = file.span.extracting(offset + 4..<data.upperBound)
        isIntact = Int(PNGChunk.checksum(of: checked)) == PNGChunk.number(in: file, at: data.upperBound)
        offset = data.upperBound + 4
    }

    /// Returns the bytes of a chunk.
    static func bytes(_ type: String, _ data: [UInt8]) -> [UInt8] {
        precondition(
            type.utf8.count == 4 && data.count <= maximumLength, "a chunk '\(type)' of \(data.count) bytes")
        let checked = Array(type.utf8) + data
        return bytes(of: data.count) + checked + bytes(of: Int(checksum(of: checked.span)))
    }

    /// Returns a number of 32 bits as PNG stores it.
    static func bytes(of number: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }

    /// Returns the number of 32 bits that stands at `offset`.
    static func number(in bytes: [UInt8], at offset: Int) -> Int {
        bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
    }

    /// Returns the CRC of a chunk's type and data.
    static func checksum(of bytes: Span<UInt8>) -> UInt32 { Checksum.crc32(of: bytes) }
}
