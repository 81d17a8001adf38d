extension Image {
    /// Reads a PNG or JPEG file, told apart by their first bytes and not by the file's name.
    ///
    /// A PNG of any kind becomes 8-bit RGB, or RGBA where it has transparency. The samples of an 8-bit RGB or RGBA file
    /// come through untouched: gamma, profiles and all other metadata are ignored. Grey and palette become RGB, `tRNS`
    /// becomes opacity, 16 bits become 8 by `round(v 255 / 65535)` as libpng computes it.
    ///
    /// A JPEG of any kind becomes RGB, with the very pixels of Pillow's `convert("RGB")`; the orientation in its
    /// metadata is ignored. It needs libturbojpeg, which is opened when the first JPEG is read.
    /// - Throws: `ImageError` for a file that is missing, neither PNG nor JPEG, damaged anywhere up to its end, or
    ///   larger than `maximumPixelCount`.
    public init(contentsOf path: String) throws(ImageError) {
        // At most 8 stored bytes a pixel, and room for metadata.
        let limit = 9 * Image.maximumPixelCount
        let bytes = try InputFile.bytes(of: path, limit: limit) { beginning throws(ImageError) in
            let signatures = [PNG.signature, JPEGDecoder.signature]
            guard !signatures.contains(where: beginning.starts) else { return }
            guard !signatures.contains(where: { $0.starts(with: beginning) }) else {
                throw .damaged(path: path, reason: "the file ends too early")
            }
            throw .notAnImage(path: path, kind: imageKind(of: beginning))
        }
        if bytes.starts(with: JPEGDecoder.signature) {
            try self.init(decodingJPEG: bytes, name: path)
        } else {
            try self.init(decodingPNG: bytes, name: path)
        }
    }
}

/// What a file that is neither PNG nor JPEG seems to be, by its first bytes.
private func imageKind(of beginning: [UInt8]) -> String? {
    let kinds: [(signature: [UInt8], kind: String)] = [
        ([0x49, 0x49, 0x2A, 0x00], "a TIFF image or slide (a slide is given by --slide)"),
        ([0x4D, 0x4D, 0x00, 0x2A], "a TIFF image or slide (a slide is given by --slide)"),
        ([0x49, 0x49, 0x2B, 0x00], "a BigTIFF image or slide (a slide is given by --slide)"),
        ([0x4D, 0x4D, 0x00, 0x2B], "a BigTIFF image or slide (a slide is given by --slide)"),
        (Array("GIF8".utf8), "a GIF image"),
        (Array("BM".utf8), "a BMP image"),
        (Array("RIFF".utf8), "a WebP image"),
        (Array("%PDF".utf8), "a PDF document"),
        ([0x00, 0x00, 0x00, 0x0C, 0x6A, 0x50], "a JPEG 2000 image"),
        ([0x89, 0x48, 0x44, 0x46], "an HDF5 file"),
        ([0x50, 0x4B, 0x03, 0x04], "a zip archive"),
        (Array(PNG.signature.prefix(4)), "a PNG whose line ends were changed in transfer"),
    ]
    return kinds.first { beginning.starts(with: $0.signature) }?.kind
}
