internal import CZlib

/// The checksums of zlib's and PNG's formats, with libdeflate where it is installed and else with zlib.
package enum Checksum: Sendable {
    /// That of zlib's format (RFC 1950).
    case adler32
    /// That of zip, gzip and PNG (RFC 1952).
    case crc32

    /// Returns the checksum of bytes.
    package func callAsFunction(of bytes: Span<UInt8>) -> UInt32 { sum(bytes, by: Inflation.fastest.library) }

    /// Returns the checksum of bytes, computed by libdeflate or by zlib.
    func sum(_ bytes: Span<UInt8>, by library: Libdeflate?) -> UInt32 {
        unsafe bytes.withUnsafeBufferPointer { bytes in
            // Without bytes there is no address, and both libraries would take that for a question.
            guard let start = bytes.baseAddress else { return self == .adler32 ? 1 : 0 }
            return switch (self, library) {
            case (.adler32, let library?): unsafe library.libdeflate_adler32(1, start, bytes.count)
            case (.adler32, nil): UInt32(truncatingIfNeeded: unsafe adler32_z(1, start, bytes.count))
            case (.crc32, let library?): unsafe library.libdeflate_crc32(0, start, bytes.count)
            case (.crc32, nil): UInt32(truncatingIfNeeded: unsafe crc32_z(0, start, bytes.count))
            }
        }
    }
}
