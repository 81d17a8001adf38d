internal import Files

extension Image {
    /// Decodes a PNG file's bytes; `name` is what errors call the file.
    package init(decodingPNG bytes: [UInt8], name: String) throws(ImageError) {
        // The pointer is valid only inside the closure, which cannot throw a typed error.
        let result: Result<Image, ImageError> = unsafe bytes.withUnsafeBufferPointer { buffer in
            Result { () throws(ImageError) in try unsafe PNGReader(buffer, name: name).image() }
        }
        self = try result.get()
    }

    /// Writes the image as a PNG file that appears whole or not at all.
    public func writePNG(to path: String) throws(ImageError) { try writePNG(to: path, notes: PictureNotes()) }

    /// The same, with notes in the file.
    package func writePNG(to path: String, notes: PictureNotes) throws(ImageError) {
        var writer = try PNGWriter(to: path, size: size, channels: channels, notes: notes)
        try writer.write(rows: pixels.span)
        try writer.commit()
    }
}

/// The format's constants.
enum PNG {
    static let signature = FileFormat.png.signature
}
