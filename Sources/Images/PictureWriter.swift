/// Takes the rows of a picture from the top and writes a file that appears whole or not at all.
package protocol PictureWriter: ~Copyable {
    /// Whether a file of this format can hold a picture of this size.
    static func canHold(_ size: PixelSize) -> Bool
    /// Writes the next row. [width, channels]
    mutating func write(row: Span<UInt8>) throws(ImageError)
    /// Ends the file, once all rows are written, and puts it in its place.
    consuming func commit() throws(ImageError)
}

extension PictureWriter where Self: ~Copyable {
    package static func canHold(_ size: PixelSize) -> Bool { Image.isPossible(size) }
}

extension PNGWriter: PictureWriter {}
