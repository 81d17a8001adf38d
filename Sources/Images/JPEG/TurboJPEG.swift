internal import Files

/// The functions of libjpeg-turbo's TurboJPEG interface that decode and encode; the names are the C functions' own.
///
/// libjpeg's errors jump, which must not cross a Swift frame; TurboJPEG catches them inside.
@safe struct TurboJPEG: Sendable {
    typealias Handle = OpaquePointer

    let tjInitDecompress: @Sendable @convention(c) () -> Handle?
    let tjDestroy: @Sendable @convention(c) (Handle) -> CInt
    /// (handle, bytes, count, width, height, subsampling, colour space) -> 0, or -1 for an error
    let tjDecompressHeader3:
        @Sendable @convention(c) (
            Handle, UnsafePointer<UInt8>?, CUnsignedLong, UnsafeMutablePointer<CInt>, UnsafeMutablePointer<CInt>,
            UnsafeMutablePointer<CInt>, UnsafeMutablePointer<CInt>
        ) -> CInt
    /// (handle, bytes, count, pixels, width, bytes in a row, height, pixel format, flags) -> 0, or -1 for an error
    let tjDecompress2:
        @Sendable @convention(c) (
            Handle, UnsafePointer<UInt8>?, CUnsignedLong, UnsafeMutablePointer<UInt8>?, CInt, CInt, CInt, CInt, CInt
        ) -> CInt
    let tjInitCompress: @Sendable @convention(c) () -> Handle?
    /// (handle, pixels, width, bytes in a row, height, pixel format, bytes, count, subsampling, quality, flags)
    /// -> 0, or -1 for an error. The bytes grow as they are needed, and are the caller's to free.
    let tjCompress2:
        @Sendable @convention(c) (
            Handle, UnsafePointer<UInt8>?, CInt, CInt, CInt, CInt,
            UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>, UnsafeMutablePointer<CUnsignedLong>, CInt, CInt, CInt
        ) -> CInt
    let tjFree: @Sendable @convention(c) (UnsafeMutablePointer<UInt8>?) -> Void
    let tjGetErrorStr2: @Sendable @convention(c) (Handle?) -> UnsafeMutablePointer<CChar>?

    /// The library, opened once for the process.
    static let shared = Result { () throws(RuntimeLibrary.Missing) in try TurboJPEG() }

    init(names: [String] = ["libturbojpeg.so.0"]) throws(RuntimeLibrary.Missing) {
        let library = try RuntimeLibrary(names, package: "libturbojpeg0")
        unsafe tjInitDecompress = try library.function("tjInitDecompress")
        unsafe tjDestroy = try library.function("tjDestroy")
        unsafe tjDecompressHeader3 = try library.function("tjDecompressHeader3")
        unsafe tjDecompress2 = try library.function("tjDecompress2")
        unsafe tjInitCompress = try library.function("tjInitCompress")
        unsafe tjCompress2 = try library.function("tjCompress2")
        unsafe tjFree = try library.function("tjFree")
        unsafe tjGetErrorStr2 = try library.function("tjGetErrorStr2")
    }

    /// The constants of `turbojpeg.h`.
    enum ColourSpace {
        static let known: ClosedRange<CInt> = 0...4
        static let cmyk: CInt = 3
        static let ycck: CInt = 4
    }

    enum PixelFormat {
        static let rgb: CInt = 0
        static let cmyk: CInt = 11
    }

    enum Subsampling {
        static let none: CInt = 0
        static let halved: CInt = 2
    }

    enum Flag {
        static let accurateTransform: CInt = 4096
        static let stopOnWarning: CInt = 8192
        static let limitScans: CInt = 32768
    }
}
