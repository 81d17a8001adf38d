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
    public init(contentsOf path: String) throws(ImageError) { self = try PictureFile(path: path).image() }
}
