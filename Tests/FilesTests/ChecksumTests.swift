import Testing

@testable import Files

/// Values of Python's `zlib.crc32` and `zlib.adler32`.
struct ChecksumTests {
    /// zlib, and libdeflate where it is installed.
    static let libraries = InflationTests.all.map(\.library)

    @Test(arguments: libraries.indices) func `are those of zlib, whichever library computes them`(index: Int) {
        let library = Self.libraries[index]
        let digits = Array("123456789".utf8)
        #expect(Checksum.crc32.sum(digits.span, by: library) == 0xCBF4_3926)
        #expect(Checksum.adler32.sum(digits.span, by: library) == 0x091E_01DE)
        // So many that sums pass 65,521, and no round number of anything.
        let many = (0..<100_003).map { UInt8(truncatingIfNeeded: ($0 * $0) >> 3) }
        #expect(Checksum.crc32.sum(many.span, by: library) == 0xAAC4_A0F5)
        #expect(Checksum.adler32.sum(many.span, by: library) == 0x92F9_2882)
    }

    @Test(arguments: libraries.indices) func `of no bytes are those that zlib begins with`(index: Int) {
        let nothing: [UInt8] = []
        #expect(Checksum.crc32.sum(nothing.span, by: Self.libraries[index]) == 0)
        #expect(Checksum.adler32.sum(nothing.span, by: Self.libraries[index]) == 1)
    }
}
