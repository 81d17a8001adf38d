internal import Files

/// Writes a PNG file row by row, so that a picture never has to be in memory as a whole.
package struct PNGWriter: ~Copyable {
    private var encoder: PNGEncoder
    private var file: OutputFile

    /// Begins a file that appears at `path` when it is committed.
    ///
    /// - Parameters:
    ///   - notes: what the file says about the picture.
    ///   - threads: how many threads to use; one for each core, but at most four, where nil. The bytes are the same.
    package init(
        to path: String, size: PixelSize, channels: Image.Channels, notes: PictureNotes = PictureNotes(),
        threads: Int? = nil
    ) throws(ImageError) {
        let file: OutputFile
        do { file = try OutputFile(path: path) } catch { throw .file(error) }
        let encoder = try PNGEncoder(size: size, channels: channels, notes: notes, threads: threads, name: path)
        self.file = file
        self.encoder = encoder
    }

    /// Writes the next row, from the top. [width, channels]
    package mutating func write(row: Span<UInt8>) throws(ImageError) { try write(rows: row) }

    /// Writes the next rows, from the top. [rows, width, channels]
    package mutating func write(rows: Span<UInt8>) throws(ImageError) {
        FileActivity.progress()
        try encoder.encode(rows: rows) { bytes throws(ImageError) in try file.append(bytes) }
    }

    /// Ends the file, once all rows are written, and puts it in its place.
    package consuming func commit() throws(ImageError) {
        try encoder.finish { bytes throws(ImageError) in try file.append(bytes) }
        do { try file.commit() } catch { throw .file(error) }
    }
}

extension OutputFile {
    fileprivate mutating func append(_ bytes: Span<UInt8>) throws(ImageError) {
        do { try write(bytes) } catch { throw .file(error) }
    }
}

extension Image {
    /// Returns the bytes of the image as a PNG file.
    package func encodedPNG(notes: PictureNotes = PictureNotes(), threads: Int? = nil) throws(ImageError) -> [UInt8] {
        var encoder = try PNGEncoder(size: size, channels: channels, notes: notes, threads: threads, name: "PNG image")
        var file: [UInt8] = []
        func append(_ bytes: Span<UInt8>) {
            unsafe bytes.withUnsafeBufferPointer { unsafe file.append(contentsOf: $0) }
        }
        try encoder.encode(rows: pixels.span) { bytes throws(ImageError) in append(bytes) }
        try encoder.finish { bytes throws(ImageError) in append(bytes) }
        return file
    }
}
