internal import CPNG
internal import Files

extension Image {
    /// Decodes a PNG file's bytes; `name` is what errors call the file.
    package init(decodingPNG bytes: [UInt8], name: String) throws(ImageError) {
        FileActivity.reading(name)
        // The pointer is valid only inside the closure, which cannot throw a typed error.
        let result: Result<Image, ImageError> = unsafe bytes.withUnsafeBufferPointer { buffer in
            guard let reader = unsafe linmil_png_reader_create(buffer.baseAddress, buffer.count) else {
                return .failure(.file(.unreadable(path: name, reason: "out of memory")))
            }
            defer { unsafe linmil_png_reader_destroy(reader) }
            return unsafe PNG.decode(reader, byteCount: bytes.count, name: name)
        }
        self = try result.get()
    }

    /// Writes the image as a PNG file that appears whole or not at all.
    public func writePNG(to path: String) throws(ImageError) { try writePNG(to: path, notes: PNGNotes()) }

    /// The same, with notes in the file.
    package func writePNG(to path: String, notes: PNGNotes) throws(ImageError) {
        var writer = try PNGWriter(to: path, size: size, channels: channels, notes: notes)
        try writer.write(rows: pixels.span)
        try writer.commit()
    }
}

/// The format's constants, and decoding.
enum PNG {
    static let signature = FileFormat.png.signature

    /// The most bytes that one byte of deflate can stand for: a run of 258 takes at least two bits.
    static let maximumExpansion = 1032

    fileprivate static func decode(
        _ reader: UnsafeMutablePointer<linmil_png_reader>, byteCount: Int, name: String
    ) -> Result<Image, ImageError> {
        func damaged() -> Result<Image, ImageError> {
            .failure(.damaged(path: name, reason: unsafe String(cString: linmil_png_reader_message(reader))))
        }
        guard unsafe linmil_png_reader_begin(reader) else { return damaged() }
        let size = unsafe PixelSize(
            width: Int(linmil_png_reader_width(reader)), height: Int(linmil_png_reader_height(reader)))
        guard let count = size.pixelCount, count <= Image.maximumPixelCount else {
            return .failure(.tooLarge(path: name, size: "\(size)"))
        }
        let storedBytes = count * Int(unsafe linmil_png_reader_stored_bits(reader)) / 8
        guard storedBytes / maximumExpansion <= byteCount else {
            return .failure(.implausible(path: name, size: "\(size)", byteCount: byteCount))
        }
        let channels: Image.Channels = unsafe linmil_png_reader_has_alpha(reader) ? .rgba : .rgb
        let stride = size.width * channels.rawValue
        var whole = false
        let pixels = unsafe [UInt8](unsafeUninitializedCapacity: stride * size.height) { buffer, filled in
            whole = unsafe linmil_png_reader_decode(reader, buffer.baseAddress, stride)
            filled = whole ? stride * size.height : 0
        }
        return whole ? .success(Image(size: size, channels: channels, pixels: pixels)) : damaged()
    }
}
