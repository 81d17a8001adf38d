internal import Files

/// A PNG or JPEG picture in a file, of any size, that is read at the size at which it is drawn.
///
///     let file = try PictureFile(path: "slide.png")
///     let small = try file.images(at: [file.size.fitted(toLongestSide: 2000)])[0]
///
/// A PNG is read row by row, so it takes memory for what is drawn alone. A large JPEG is decoded at a half, a quarter or an
/// eighth of its size, as far as what is drawn allows.
package struct PictureFile: ~Copyable {
    private let path: String
    private let contents: Contents

    private enum Contents: ~Copyable {
        case png(PNGReader)
        case jpeg(JPEGDecoder)

        init(_ file: consuming InputFile, exactPixelCount: Int) throws(ImageError) {
            FileActivity.reading(file.path)
            let beginning: [UInt8]
            do { beginning = try file.beginning(JPEGDecoder.signature.count) } catch { throw .file(error) }
            if beginning == JPEGDecoder.signature {
                self = .jpeg(
                    try JPEGDecoder(
                        try ImageFile.bytes(of: file), name: file.path, exactPixelCount: exactPixelCount))
            } else {
                self = .png(try PNGReader(file))
            }
        }
    }

    /// Opens a picture, told apart by its first bytes and not by the file's name, and reads its size.
    ///
    /// - Throws: `ImageError` for a file that is missing, neither PNG nor JPEG, or damaged where it begins.
    package init(path: String) throws(ImageError) {
        try self.init(path: path, exactPixelCount: Self.exactPixelCount)
    }

    /// - Parameter exactPixelCount: the most pixels of a JPEG that is decoded at its full size to be drawn smaller.
    init(path: String, exactPixelCount: Int) throws(ImageError) {
        self.path = path
        contents = try Contents(try ImageFile.open(path, inspect: Self.check), exactPixelCount: exactPixelCount)
    }

    /// The picture's own size.
    package var size: PixelSize {
        switch contents {
        case .png(let reader): reader.size
        case .jpeg(let decoder): decoder.size
        }
    }

    /// 201 MB in memory. Larger ones are decoded smaller, with means that may be a level or two off.
    private static let exactPixelCount = 1 << 26

    /// Returns the picture at its own size.
    ///
    /// - Throws: `ImageError` for a picture that is damaged anywhere up to its end, or has more than
    ///   `Image.maximumPixelCount` pixels.
    package consuming func image() throws(ImageError) -> Image {
        switch consume contents {
        case .png(let reader): try reader.image()
        case .jpeg(let decoder): try decoder.image()
        }
    }

    /// Returns the picture at other sizes, each as `Image.resized` would make it from the whole.
    ///
    /// - Parameter sizes: at most `Image.maximumPixelCount` pixels each. With none, the file is only checked.
    /// - Throws: `ImageError` for a picture that is damaged anywhere up to its end, and for one that cannot be read in
    ///   parts and has more than `Image.maximumPixelCount` pixels.
    package consuming func images(at sizes: [PixelSize]) throws(ImageError) -> [Image] {
        switch consume contents {
        case .png(let reader): try Self.images(of: reader, path: path, at: sizes)
        case .jpeg(let decoder): try decoder.images(at: sizes)
        }
    }

    private static func images(
        of reader: borrowing PNGReader, path: String, at sizes: [PixelSize]
    ) throws(ImageError) -> [Image] {
        let size = reader.size
        if sizes == [size] { return [try reader.image()] }
        if reader.isInterlaced {
            guard let count = size.pixelCount, count <= Image.maximumPixelCount else {
                throw .indivisible(path: path, kind: "an interlaced PNG image", size: "\(size)")
            }
            let whole = try reader.image()
            return sizes.map { whole.resized(to: $0) }
        }
        var reductions = sizes.map { Reduction(from: size, to: $0, channels: reader.channels) }
        try reader.forEachRows { rows in
            for index in reductions.indices { reductions[index].add(rows) }
        }
        return zip(reductions, sizes).map { $0.image(of: $1) }
    }

    /// Refuses a picture with a side that no slide has.
    static func check(_ size: PixelSize, name: String) throws(ImageError) {
        guard max(size.width, size.height) <= longestSide else { throw .tooLong(path: name, size: "\(size)") }
    }

    /// Ten times the largest slide's.
    static let longestSide = 10_000_000

    /// Refuses a file that does not begin as a PNG or a JPEG.
    private static func check(_ beginning: [UInt8], _ path: String) throws(ImageError) {
        let format = FileFormat(of: beginning)
        guard format != .png, format != .jpeg else { return }
        guard ![PNG.signature, JPEGDecoder.signature].contains(where: { $0.starts(with: beginning) }) else {
            throw .damaged(path: path, reason: "the file ends too early")
        }
        if let format, [.tiff, .bigTIFF].contains(format) { throw .slide(path: path, kind: "\(format)") }
        throw .notAnImage(path: path, kind: format?.description)
    }
}
