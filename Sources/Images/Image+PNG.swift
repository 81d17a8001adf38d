internal import CPNG

extension Image {
    /// Reads a PNG file of any kind as 8-bit RGB, or RGBA where the file has transparency.
    ///
    /// The samples of an 8-bit RGB or RGBA file come through untouched: gamma, profiles and all other metadata are
    /// ignored. Grey and palette become RGB, `tRNS` becomes opacity, 16 bits become 8 by `round(v 255 / 65535)` as
    /// libpng computes it.
    /// - Throws: `ImageError` for a file that is missing, not a PNG, damaged anywhere up to its end, or larger than
    ///   `maximumPixelCount`.
    public init(contentsOf path: String) throws(ImageError) {
        // At most 8 stored bytes a pixel, and room for metadata.
        let limit = 9 * Image.maximumPixelCount
        let bytes = try InputFile.bytes(of: path, limit: limit) { beginning throws(ImageError) in
            guard !beginning.starts(with: PNG.signature) else { return }
            guard !PNG.signature.starts(with: beginning) else {
                throw .damaged(path: path, reason: "the file ends too early")
            }
            throw .notPNG(path: path, kind: imageKind(of: beginning))
        }
        try self.init(decodingPNG: bytes, name: path)
    }

    /// Decodes a PNG file's bytes; `name` is what errors call the file.
    package init(decodingPNG bytes: [UInt8], name: String) throws(ImageError) {
        // The pointer to the bytes is good inside the closure alone, which cannot throw a typed error.
        let result: Result<Image, ImageError> = unsafe bytes.withUnsafeBufferPointer { buffer in
            guard let reader = unsafe linmil_png_reader_create(buffer.baseAddress, buffer.count) else {
                return .failure(.unreadable(path: name, reason: "out of memory"))
            }
            defer { unsafe linmil_png_reader_destroy(reader) }
            return unsafe PNG.decode(reader, byteCount: bytes.count, name: name)
        }
        self = try result.get()
    }

    /// Writes the image as a PNG file that appears whole or not at all.
    public func writePNG(to path: String) throws(ImageError) {
        var writer = try PNGWriter(to: path, size: size, channels: channels)
        try writer.write(rows: pixels.span)
        try writer.commit()
    }
}

/// The format's constants, and decoding.
enum PNG {
    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

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

/// What a file that is not a PNG seems to be, by its first bytes.
private func imageKind(of beginning: [UInt8]) -> String? {
    let kinds: [(signature: [UInt8], kind: String)] = [
        ([0xFF, 0xD8, 0xFF], "a JPEG image"),
        ([0x49, 0x49, 0x2A, 0x00], "a TIFF image or slide"),
        ([0x4D, 0x4D, 0x00, 0x2A], "a TIFF image or slide"),
        ([0x49, 0x49, 0x2B, 0x00], "a BigTIFF image or slide"),
        ([0x4D, 0x4D, 0x00, 0x2B], "a BigTIFF image or slide"),
        (Array("GIF8".utf8), "a GIF image"),
        (Array("BM".utf8), "a BMP image"),
        (Array("RIFF".utf8), "a WebP image"),
        (Array("%PDF".utf8), "a PDF document"),
        ([0x89, 0x48, 0x44, 0x46], "an HDF5 file"),
        ([0x50, 0x4B, 0x03, 0x04], "a zip archive"),
        (Array(PNG.signature.prefix(4)), "a PNG whose line ends were changed in transfer"),
    ]
    return kinds.first { beginning.starts(with: $0.signature) }?.kind
}
