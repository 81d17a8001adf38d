/// Writes a PNG file row by row, so that a picture never has to be in memory as a whole.
package struct PNGWriter: ~Copyable {
    private var encoder: PNGEncoder
    private var file: OutputFile

    /// Bytes worth a system call.
    private static let portion = 1 << 18

    /// Begins a file that appears at `path` when it is committed.
    package init(
        to path: String, size: PixelSize, channels: Image.Channels, notes: [PNGText] = []
    ) throws(ImageError) {
        let file = try OutputFile(path: path)
        let encoder = try PNGEncoder(size: size, channels: channels, notes: notes, name: path)
        self.file = file
        self.encoder = encoder
    }

    /// Writes the next row, from the top. [width, channels]
    package mutating func write(row: Span<UInt8>) throws(ImageError) {
        try encoder.encode(row: row)
        if encoder.pendingCount >= PNGWriter.portion { try flush() }
    }

    /// Ends the file, once all rows are written, and puts it in its place.
    package consuming func commit() throws(ImageError) {
        try encoder.finish()
        try flush()
        try file.commit()
    }

    private mutating func flush() throws(ImageError) {
        try encoder.takeBytes { bytes throws(ImageError) in try file.write(bytes) }
    }
}

extension Image {
    /// Returns the bytes of the image as a PNG file.
    package func encodedPNG() throws(ImageError) -> [UInt8] {
        var encoder = try PNGEncoder(size: size, channels: channels, notes: [], name: "PNG image")
        let stride = width * channels.rawValue
        for row in 0..<height {
            try encoder.encode(row: pixels.span.extracting(row * stride..<(row + 1) * stride))
        }
        try encoder.finish()
        var file: [UInt8] = []
        try encoder.takeBytes { bytes throws(ImageError) in
            file.reserveCapacity(bytes.count)
            for index in bytes.indices { file.append(bytes[index]) }
        }
        return file
    }
}
