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
        of path: String, inspect: ([UInt8], _ path: String) throws(ImageError) -> Void = { _, _ in }
    ) throws(ImageError) -> [UInt8] {
        try bytes(of: open(path, inspect: inspect))
    }

    /// Returns the bytes of an open file.
    static func bytes(of file: borrowing InputFile) throws(ImageError) -> [UInt8] {
        do { return try file.bytes(limit: largestSize) } catch { throw .file(error) }
    }

    /// Opens an image file that is not empty, after `inspect` has seen its first bytes.
    static func open(
        _ path: String, inspect: ([UInt8], _ path: String) throws(ImageError) -> Void
    ) throws(ImageError) -> InputFile {
        let file: InputFile
        do { file = try InputFile(path: path) } catch { throw .file(error) }
        guard file.byteCount > 0 else { throw .empty(path: path) }
        let beginning: [UInt8]
        do { beginning = try file.beginning(FileFormat.signatureLength) } catch { throw .file(error) }
        try inspect(beginning, path)
        return file
    }
}
