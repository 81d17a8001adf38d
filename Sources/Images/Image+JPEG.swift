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
        switch library {
        case .success(let library): self = try JPEGDecoder(library, name: name).image(of: bytes)
        case .failure(let missing):
            throw .libraryMissing(path: name, library: missing.name, package: missing.package, reason: missing.reason)
        }
    }
}

/// One of TurboJPEG's decoders.
@safe struct JPEGDecoder: ~Copyable {
    static let signature = FileFormat.jpeg.signature

    /// The most pixels that one byte can stand for: a block of 8 x 8 takes at least one bit.
    ///
    /// This holds for Huffman codes. Arithmetic codes, which no scanner or viewer writes, get the same limit.
    static let maximumExpansion = 512

    private let library: TurboJPEG
    private let handle: TurboJPEG.Handle
    private let name: String

    init(_ library: TurboJPEG, name: String) throws(ImageError) {
        guard let handle = unsafe library.tjInitDecompress() else {
            throw .file(.unreadable(path: name, reason: "out of memory"))
        }
        self.library = library
        unsafe self.handle = unsafe handle
        self.name = name
    }

    deinit { _ = unsafe library.tjDestroy(handle) }

    func image(of bytes: [UInt8]) throws(ImageError) -> Image {
        let (size, colourSpace) = try header(of: bytes)
        guard let count = size.pixelCount, count <= Image.maximumPixelCount else {
            throw .tooLarge(path: name, size: "\(size)")
        }
        guard count / Self.maximumExpansion <= bytes.count else {
            throw .implausible(path: name, size: "\(size)", byteCount: bytes.count)
        }
        let isInk = [TurboJPEG.ColourSpace.cmyk, TurboJPEG.ColourSpace.ycck].contains(colourSpace)
        let samples = try samples(
            of: bytes, size: size, channels: isInk ? 4 : 3,
            format: isInk ? TurboJPEG.PixelFormat.cmyk : TurboJPEG.PixelFormat.rgb)
        return Image(size: size, channels: .rgb, pixels: isInk ? Self.rgb(ofInvertedInks: samples) : samples)
    }

    private func header(of bytes: [UInt8]) throws(ImageError) -> (PixelSize, colourSpace: CInt) {
        var (width, height, subsampling, colourSpace) = (CInt(0), CInt(0), CInt(-1), CInt(-1))
        let result = unsafe library.tjDecompressHeader3(
            handle, bytes, CUnsignedLong(bytes.count), &width, &height, &subsampling, &colourSpace)
        // TurboJPEG reports a subsampling that it has no name for as an error, but can decode it.
        guard width > 0, height > 0, TurboJPEG.ColourSpace.known.contains(colourSpace) else {
            throw result == 0 ? .damaged(path: name, reason: "there is no picture in it") : damaged()
        }
        return (PixelSize(width: Int(width), height: Int(height)), colourSpace)
    }

    /// The samples as TurboJPEG gives them. [height, width, channels]
    private func samples(
        of bytes: [UInt8], size: PixelSize, channels: Int, format: CInt
    ) throws(ImageError) -> [UInt8] {
        let flags = TurboJPEG.Flag.accurateTransform | TurboJPEG.Flag.stopOnWarning | TurboJPEG.Flag.limitScans
        var whole = false
        let stride = size.width * channels
        let samples = unsafe [UInt8](unsafeUninitializedCapacity: stride * size.height) { buffer, filled in
            whole =
                unsafe library.tjDecompress2(
                    handle, bytes, CUnsignedLong(bytes.count), buffer.baseAddress,
                    CInt(size.width), CInt(stride), CInt(size.height), format, flags) == 0
            filled = whole ? stride * size.height : 0
        }
        guard whole else { throw damaged() }
        return samples
    }

    private func damaged() -> ImageError {
        let message = unsafe library.tjGetErrorStr2(handle).map { unsafe String(cString: $0) }
        return .damaged(path: name, reason: message ?? "no reason given")
    }

    /// Converts Adobe's inverted inks, where 255 is no ink, as Pillow does. [pixels, 4] -> [pixels, 3]
    private static func rgb(ofInvertedInks inks: [UInt8]) -> [UInt8] {
        var pixels = [UInt8](repeating: 0, count: inks.count / 4 * 3)
        for pixel in 0..<inks.count / 4 {
            let light = Int(inks[4 * pixel + 3])
            for channel in 0..<3 {
                let product = (255 - Int(inks[4 * pixel + channel])) * light + 128
                pixels[3 * pixel + channel] = UInt8(max(0, light - (product + product >> 8) >> 8))
            }
        }
        return pixels
    }
}
