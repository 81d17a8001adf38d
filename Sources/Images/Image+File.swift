internal import Files

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
        let bytes = try ImageFile.bytes(of: path) { beginning throws(ImageError) in
            let format = FileFormat(of: beginning)
            guard format != .png, format != .jpeg else { return }
            guard ![PNG.signature, JPEGDecoder.signature].contains(where: { $0.starts(with: beginning) }) else {
                throw .damaged(path: path, reason: "the file ends too early")
            }
            if let format, [.tiff, .bigTIFF].contains(format) { throw .slide(path: path, kind: "\(format)") }
            throw .notAnImage(path: path, kind: format?.description)
        }
        if bytes.starts(with: JPEGDecoder.signature) {
            try self.init(decodingJPEG: bytes, name: path)
        } else {
            try self.init(decodingPNG: bytes, name: path)
        }
    }
}
