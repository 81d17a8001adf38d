internal import Files

/// Writes a JPEG file. The picture is in memory until it is encoded.
package struct JPEGWriter: PictureWriter, ~Copyable {
    private let encoder: JPEGEncoder
    private let size: PixelSize
    private let notes: PictureNotes
    private let path: String
    private var file: OutputFile
    private var pixels: [UInt8] = []

    /// The quality at which lines, letters and flat colours of a heatmap show no artefacts.
    private static let quality = 92

    /// Begins a file that appears at `path` when it is committed.
    ///
    /// - Throws: `ImageError` where libturbojpeg is not installed, or a side has more than 65,500 pixels.
    package init(to path: String, size: PixelSize, notes: PictureNotes = PictureNotes()) throws(ImageError) {
        let encoder = try JPEGEncoder(name: path)
        try JPEGEncoder.check(size, name: path)
        let file: OutputFile
        do { file = try OutputFile(path: path) } catch { throw .file(error) }
        self.encoder = encoder
        self.file = file
        (self.size, self.notes, self.path) = (size, notes, path)
        pixels.reserveCapacity(3 * size.width * size.height)
    }

    /// Takes the next row. [width, 3]
    package mutating func write(row: Span<UInt8>) throws(ImageError) {
        precondition(row.count == 3 * size.width, "a row of \(row.count) bytes is not one of \(size.width) RGB pixels")
        unsafe row.withUnsafeBufferPointer { unsafe pixels.append(contentsOf: $0) }
        FileActivity.progress()
    }

    package consuming func commit() throws(ImageError) {
        guard pixels.count == 3 * size.width * size.height else {
            throw .file(.unwritable(path: path, reason: "rows are missing"))
        }
        let image = Image(size: size, channels: .rgb, pixels: pixels)
        let bytes = try encoder.encode(image, quality: Self.quality, subsampling: .none)
        do {
            try file.write(JPEGNotes.added(notes, to: bytes).span)
            try file.commit()
        } catch { throw .file(error) }
    }
}

extension Image {
    /// Writes the image as a JPEG file that appears whole or not at all. Transparent parts are put on white.
    package func writeJPEG(to path: String, notes: PictureNotes) throws(ImageError) {
        let image = flattenedOnWhite()
        var writer = try JPEGWriter(to: path, size: size, notes: notes)
        for row in 0..<height {
            try writer.write(row: image.pixels.span.extracting(3 * width * row..<3 * width * (row + 1)))
        }
        try writer.commit()
    }
}
