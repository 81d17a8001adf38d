/// The functions of libdeflate that inflate and that compute checksums; the names are the C functions' own.
///
/// It takes less time than zlib, but inflates only data that are in memory as a whole.
@safe struct Libdeflate: Sendable {
    let libdeflate_alloc_decompressor: @Sendable @convention(c) () -> OpaquePointer?
    let libdeflate_free_decompressor: @Sendable @convention(c) (OpaquePointer?) -> Void
    let libdeflate_deflate_decompress: Inflate
    let libdeflate_zlib_decompress: Inflate
    let libdeflate_adler32: Sum
    let libdeflate_crc32: Sum

    /// (decompressor, data, count, target, room, count of what came out) -> 0, or another number for an error.
    ///
    /// Without a place for the last count, it is an error if the target is not filled.
    typealias Inflate =
        @Sendable @convention(c) (
            OpaquePointer?, UnsafePointer<UInt8>?, Int, UnsafeMutablePointer<UInt8>?, Int, UnsafeMutablePointer<Int>?
        ) -> CInt

    /// (checksum of the bytes before, data, count) -> checksum
    typealias Sum = @Sendable @convention(c) (UInt32, UnsafeRawPointer?, Int) -> UInt32

    /// The library, opened once for the process.
    static let shared = Result { () throws(RuntimeLibrary.Missing) in try Libdeflate() }

    init(names: [String] = ["libdeflate.so.0"]) throws(RuntimeLibrary.Missing) {
        let library = try RuntimeLibrary(names, package: "libdeflate0")
        unsafe libdeflate_alloc_decompressor = try library.function("libdeflate_alloc_decompressor")
        unsafe libdeflate_free_decompressor = try library.function("libdeflate_free_decompressor")
        unsafe libdeflate_deflate_decompress = try library.function("libdeflate_deflate_decompress")
        unsafe libdeflate_zlib_decompress = try library.function("libdeflate_zlib_decompress")
        unsafe libdeflate_adler32 = try library.function("libdeflate_adler32")
        unsafe libdeflate_crc32 = try library.function("libdeflate_crc32")
    }

    /// Inflates data; returns false where they are damaged or do not fill the target exactly.
    func inflate(
        _ data: UnsafeBufferPointer<UInt8>, in wrapping: Inflation.Wrapping,
        to target: UnsafeMutableBufferPointer<UInt8>
    ) -> Bool {
        guard let decompressor = unsafe libdeflate_alloc_decompressor() else { return false }
        defer { unsafe libdeflate_free_decompressor(decompressor) }
        let inflate =
            switch wrapping {
            case .nothing: unsafe libdeflate_deflate_decompress
            case .zlib: unsafe libdeflate_zlib_decompress
            }
        return unsafe inflate(decompressor, data.baseAddress, data.count, target.baseAddress, target.count, nil) == 0
    }
}
