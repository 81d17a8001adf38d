internal import CZlib

/// Undoes deflate (RFC 1951) for data that are in memory as a whole, with libdeflate where it is installed and else with zlib.
package struct Inflation: Sendable {
    let library: Libdeflate?

    /// The fastest that this machine has.
    package static let fastest = Inflation(library: try? Libdeflate.shared.get())

    /// libdeflate, as this machine has it. It does not tell its version.
    package static var libdeflate: UsedLibrary {
        switch Libdeflate.shared {
        case .success(let library):
            UsedLibrary(
                "libdeflate", version: nil, path: unsafe LoadedCode.file(of: library.libdeflate_free_decompressor))
        case .failure(let missing): UsedLibrary("libdeflate", missing: missing)
        }
    }

    /// What stands around the deflated data.
    package enum Wrapping: Sendable {
        case nothing
        /// zlib's header and checksum (RFC 1950).
        case zlib
    }

    /// Inflates data; returns false where they are damaged or do not fill the target exactly.
    package func fill(
        _ target: UnsafeMutableBufferPointer<UInt8>, from data: UnsafeBufferPointer<UInt8>, in wrapping: Wrapping
    ) -> Bool {
        if let library { return unsafe library.inflate(data, in: wrapping, to: target) }
        guard let room = UInt32(exactly: target.count), let count = UInt32(exactly: data.count) else { return false }
        var stream = unsafe z_stream()
        let bits = wrapping == .zlib ? MAX_WBITS : -MAX_WBITS
        guard unsafe inflateInit2_(&stream, bits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            return false
        }
        defer { unsafe _ = inflateEnd(&stream) }
        unsafe stream.next_in = UnsafeMutablePointer(mutating: data.baseAddress)
        unsafe stream.avail_in = count
        unsafe stream.next_out = target.baseAddress
        unsafe stream.avail_out = room
        return unsafe inflate(&stream, Z_FINISH) == Z_STREAM_END && stream.avail_out == 0
    }
}
