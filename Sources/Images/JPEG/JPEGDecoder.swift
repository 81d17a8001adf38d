internal import Files

/// A JPEG file that TurboJPEG decodes.
@safe struct JPEGDecoder: ~Copyable {
    static let signature = FileFormat.jpeg.signature

    /// The most pixels that one byte can stand for: a block of 8 x 8 takes at least one bit.
    ///
    /// This holds for Huffman codes. Arithmetic codes, which no scanner or viewer writes, get the same limit.
    static let maximumExpansion = 512

    let size: PixelSize
    private let isInk: Bool
    private let handle: Handle
    private let bytes: [UInt8]
    private let name: String
    private let exactPixelCount: Int

    /// Reads the header.
    ///
    /// - Parameter exactPixelCount: the most pixels that are decoded at full size to be drawn smaller.
    init(
        _ bytes: [UInt8], name: String, exactPixelCount: Int = .max,
        library: Result<TurboJPEG, RuntimeLibrary.Missing> = TurboJPEG.shared
    ) throws(ImageError) {
        let handle = try Handle(Self.installed(library, for: name), name)
        let (size, colourSpace) = try handle.header(of: bytes, name)
        let count = size.pixelCount ?? .max
        guard count / Self.maximumExpansion <= bytes.count else {
            throw .implausible(path: name, size: "\(size)", byteCount: bytes.count)
        }
        // libjpeg keeps what it has of all scans in memory, up to six bytes a pixel.
        guard count <= Image.maximumPixelCount || JPEGSegments.areOneScan(in: bytes) else {
            throw .indivisible(path: name, kind: "a progressive JPEG image", size: "\(size)")
        }
        isInk = [TurboJPEG.ColourSpace.cmyk, TurboJPEG.ColourSpace.ycck].contains(colourSpace)
        (self.size, self.bytes, self.name, self.exactPixelCount) = (size, bytes, name, exactPixelCount)
        self.handle = handle
    }

    private static func installed(
        _ library: Result<TurboJPEG, RuntimeLibrary.Missing>, for name: String
    ) throws(ImageError) -> TurboJPEG {
        switch library {
        case .success(let library): return library
        case .failure(let missing):
            throw .libraryMissing(path: name, library: missing.name, package: missing.package, reason: missing.reason)
        }
    }

    /// Decodes the picture at its own size.
    func image() throws(ImageError) -> Image { try image(divisor: 1) }

    /// Decodes the picture, and makes it as large as each of `sizes`.
    func images(at sizes: [PixelSize]) throws(ImageError) -> [Image] {
        let divisor = divisor(for: sizes)
        let decoded = try image(divisor: divisor)
        let extent = SIMD2(Double(size.width), Double(size.height)) / Double(divisor)
        return sizes.map { target in
            var reduction = Reduction(
                from: decoded.size, extent: divisor == 1 ? nil : extent, to: target, channels: .rgb)
            reduction.add(decoded.pixels.span)
            return reduction.image(of: target)
        }
    }

    /// How many times smaller a large picture is decoded: as many as leave three pixels along each axis for one that is
    /// drawn, so that no mean is taken far aside; or else one, where the whole picture would be too large.
    private func divisor(for sizes: [PixelSize]) -> Int {
        let count = size.pixelCount ?? .max
        guard count > exactPixelCount else { return 1 }
        func largest(leaving pixels: Int) -> Int? {
            [8, 4, 2].first { divisor in
                let decoded = decodedSize(divisor: divisor)
                return sizes.allSatisfy { pixels * $0.width <= decoded.width && pixels * $0.height <= decoded.height }
            }
        }
        return largest(leaving: 3) ?? (count > Image.maximumPixelCount ? largest(leaving: 1) : nil) ?? 1
    }

    private func decodedSize(divisor: Int) -> PixelSize {
        PixelSize(width: (size.width + divisor - 1) / divisor, height: (size.height + divisor - 1) / divisor)
    }

    private func image(divisor: Int) throws(ImageError) -> Image {
        let size = decodedSize(divisor: divisor)
        guard let count = size.pixelCount, count <= Image.maximumPixelCount else {
            throw .tooLarge(path: name, size: "\(size)")
        }
        let samples = try handle.samples(
            of: bytes, size: size, channels: isInk ? 4 : 3,
            format: isInk ? TurboJPEG.PixelFormat.cmyk : TurboJPEG.PixelFormat.rgb, name)
        return Image(size: size, channels: .rgb, pixels: isInk ? Self.rgb(ofInvertedInks: samples) : samples)
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

extension JPEGDecoder {
    /// Owns one of TurboJPEG's decoders.
    @safe struct Handle: ~Copyable {
        private let library: TurboJPEG
        private let decoder: TurboJPEG.Handle

        init(_ library: TurboJPEG, _ name: String) throws(ImageError) {
            guard let decoder = unsafe library.tjInitDecompress() else {
                throw .file(.unreadable(path: name, reason: "out of memory"))
            }
            self.library = library
            unsafe self.decoder = unsafe decoder
        }

        deinit { _ = unsafe library.tjDestroy(decoder) }

        func header(of bytes: [UInt8], _ name: String) throws(ImageError) -> (PixelSize, colourSpace: CInt) {
            var (width, height, subsampling, colourSpace) = (CInt(0), CInt(0), CInt(-1), CInt(-1))
            let result = unsafe library.tjDecompressHeader3(
                decoder, bytes, CUnsignedLong(bytes.count), &width, &height, &subsampling, &colourSpace)
            // TurboJPEG reports a subsampling that it has no name for as an error, but can decode it.
            guard width > 0, height > 0, TurboJPEG.ColourSpace.known.contains(colourSpace) else {
                throw result == 0 ? .damaged(path: name, reason: "there is no picture in it") : damaged(name)
            }
            return (PixelSize(width: Int(width), height: Int(height)), colourSpace)
        }

        /// The samples as TurboJPEG gives them at its own size, or an eighth, a quarter or a half of it, rounded up.
        /// [height, width, channels]
        func samples(
            of bytes: [UInt8], size: PixelSize, channels: Int, format: CInt, _ name: String
        ) throws(ImageError) -> [UInt8] {
            let flags = TurboJPEG.Flag.accurateTransform | TurboJPEG.Flag.stopOnWarning | TurboJPEG.Flag.limitScans
            let stride = size.width * channels
            let samples = unsafe [UInt8](count: stride * size.height) { buffer in
                unsafe library.tjDecompress2(
                    decoder, bytes, CUnsignedLong(bytes.count), buffer.baseAddress,
                    CInt(size.width), CInt(stride), CInt(size.height), format, flags) == 0
            }
            guard let samples else { throw damaged(name) }
            return samples
        }

        private func damaged(_ name: String) -> ImageError {
            let message = unsafe library.tjGetErrorStr2(decoder).map { unsafe String(cString: $0) }
            return .damaged(path: name, reason: message ?? "no reason given")
        }
    }
}
