internal import Files

/// How finely a JPEG stores colours, beside the brightness, which it always stores for every pixel.
package enum ChromaSubsampling: Sendable {
    /// A colour for each pixel (4:4:4). Maps, lines and text need it.
    case none
    /// A colour for every 2 x 2 pixels (4:2:0). Enough for photographs, in two thirds of the bytes.
    case halved
}

/// Encodes pictures as JPEG with TurboJPEG. One encoder serves one thread.
@safe struct JPEGEncoder: ~Copyable {
    /// The longest side that libjpeg-turbo writes.
    static let longestSide = 65_500

    private let library: TurboJPEG
    private let handle: TurboJPEG.Handle
    private let name: String

    /// Prepares to encode; `name` is what errors call the file.
    init(
        name: String, library: Result<TurboJPEG, RuntimeLibrary.Missing> = TurboJPEG.shared
    ) throws(ImageError) {
        let (library, handle) = try unsafe Self.prepared(library, for: name)
        self.library = library
        unsafe self.handle = unsafe handle
        self.name = name
    }

    deinit { _ = unsafe library.tjDestroy(handle) }

    /// Refuses a picture with a side that no JPEG has.
    static func check(_ size: PixelSize, name: String) throws(ImageError) {
        guard max(size.width, size.height) <= longestSide else { throw .tooLongForJPEG(path: name, size: "\(size)") }
    }

    private static func prepared(
        _ library: Result<TurboJPEG, RuntimeLibrary.Missing>, for name: String
    ) throws(ImageError) -> (TurboJPEG, TurboJPEG.Handle) {
        switch library {
        case .success(let library):
            guard let handle = unsafe library.tjInitCompress() else {
                throw .notEncoded(path: name, reason: "out of memory")
            }
            return unsafe (library, handle)
        case .failure(let missing):
            throw .encoderMissing(path: name, library: missing.name, package: missing.package, reason: missing.reason)
        }
    }

    /// Returns an RGB picture as the bytes of a JPEG file.
    func encode(_ image: Image, quality: Int, subsampling: ChromaSubsampling) throws(ImageError) -> [UInt8] {
        precondition(image.channels == .rgb, "a JPEG has no transparency")
        precondition(1...100 ~= quality, "a JPEG's quality is 1 to 100, not \(quality)")
        try Self.check(image.size, name: name)
        var bytes: UnsafeMutablePointer<UInt8>?
        var count = CUnsignedLong(0)
        defer { unsafe library.tjFree(bytes) }
        let result = unsafe library.tjCompress2(
            handle, image.pixels, CInt(image.width), CInt(3 * image.width), CInt(image.height),
            TurboJPEG.PixelFormat.rgb, &bytes, &count,
            subsampling == .none ? TurboJPEG.Subsampling.none : TurboJPEG.Subsampling.halved, CInt(quality),
            TurboJPEG.Flag.accurateTransform)
        guard result == 0 else {
            let message = unsafe library.tjGetErrorStr2(handle).map { unsafe String(cString: $0) }
            throw .notEncoded(path: name, reason: message ?? "no reason given")
        }
        return unsafe Array(UnsafeBufferPointer(start: bytes, count: Int(count)))
    }
}

extension Image {
    /// Returns the bytes of the image as a JPEG file. Transparent parts are put on white.
    ///
    /// The same picture gives the same bytes on every run, those of Pillow's
    /// `save(file, quality=quality, subsampling="4:4:4" or "4:2:0")` up to the header.
    ///
    /// - Parameters:
    ///   - quality: 1 to 100.
    ///   - name: what errors call the file.
    /// - Throws: `ImageError` where libturbojpeg is not installed, or a side has more than 65,500 pixels.
    package func jpeg(
        quality: Int = 90, subsampling: ChromaSubsampling = .none, name: String = "JPEG image"
    ) throws(ImageError) -> [UInt8] {
        try JPEGEncoder(name: name).encode(flattenedOnWhite(), quality: quality, subsampling: subsampling)
    }
}
