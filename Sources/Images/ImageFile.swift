internal import Files

/// An image file's bytes, before they are decoded.
package enum ImageFile {
    /// The most bytes that are read: 8 stored bytes a pixel, and room for metadata.
    static let largestSize = 9 * Image.maximumPixelCount

    /// Returns the bytes of an image file.
    ///
    /// - Parameter inspect: sees the first bytes before the rest is read, and may refuse the file: a slide of many
    ///   gigabytes that was given by mistake is never read.
    package static func bytes(
        of path: String, inspect: ([UInt8]) throws(ImageError) -> Void = { _ in }
    ) throws(ImageError) -> [UInt8] {
        let file: InputFile
        do { file = try InputFile(path: path) } catch { throw .file(error) }
        guard file.byteCount > 0 else { throw .empty(path: path) }
        let beginning: [UInt8]
        do { beginning = try file.beginning(FileFormat.signatureLength) } catch { throw .file(error) }
        try inspect(beginning)
        do { return try file.bytes(limit: largestSize) } catch { throw .file(error) }
    }
}
