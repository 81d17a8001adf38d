extension PictureNotes {
    /// The chunks that stand between the header and the pixels; `name` is what errors call the file.
    func chunks(for name: String) throws(ImageError) -> [UInt8] {
        var chunks: [UInt8] = []
        if isSRGB { chunks += PNGChunk.bytes("sRGB", [0]) }
        if let resolution { chunks += PNGChunk.bytes("pHYs", resolution.data) }
        for text in texts {
            let (type, data) = text.stored
            guard data.count <= PictureText.maximumByteCount else {
                throw .noteTooLong(path: name, keyword: text.keyword, byteCount: data.count)
            }
            chunks += PNGChunk.bytes(type, data)
        }
        return chunks
    }
}

extension PictureResolution {
    /// Reads the data of a pHYs chunk; nil where it gives only a pixel's aspect, or breaks the format's rules.
    init?(_ data: [UInt8]) {
        let range = 1...PNGChunk.maximumLength
        guard data.count == 9, data[8] == 1 else { return nil }
        x = PNGChunk.number(in: data, at: 0)
        y = PNGChunk.number(in: data, at: 4)
        guard range ~= x, range ~= y else { return nil }
    }

    var data: [UInt8] { PNGChunk.bytes(of: x) + PNGChunk.bytes(of: y) + [1] }
}
