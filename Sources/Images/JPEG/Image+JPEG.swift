internal import Files

extension Image {
    /// Decodes a JPEG file's bytes as RGB; `name` is what errors call the file.
    ///
    /// Equal, pixel for pixel, to Pillow's `Image.open(path).convert("RGB")`: libjpeg-turbo with its accurate transform
    /// and smooth upsampling. Grey becomes RGB, and four inks (CMYK, YCCK) are taken as Adobe stores them, inverted.
    /// Metadata is ignored, the orientation of EXIF too, as Pillow ignores it: a thumbnail lies as its pixels lie.
    /// - Throws: `ImageError` where libturbojpeg is not installed, and for a file that is damaged anywhere up to its
    ///   end: libjpeg's warnings are errors here.
    package init(decodingJPEG bytes: [UInt8], name: String) throws(ImageError) {
        try self.init(decodingJPEG: bytes, name: name, library: TurboJPEG.shared)
    }

    init(
        decodingJPEG bytes: [UInt8], name: String, library: Result<TurboJPEG, RuntimeLibrary.Missing>
    ) throws(ImageError) {
        FileActivity.reading(name)
        self = try JPEGDecoder(bytes, name: name, library: library).image()
    }
}
