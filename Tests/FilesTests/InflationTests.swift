import Testing

@testable import Files

/// What Python's zlib deflated, inflated by both libraries.
struct InflationTests {
    static let text = Array(String(repeating: "tile 1, tile 2, tile 3\n", count: 3).utf8)
    /// `zlib.compress(text, 9)`
    static let wrapped: [UInt8] = [
        120, 218, 43, 201, 204, 73, 85, 48, 212, 81, 40, 1, 209, 70, 80, 218, 152, 171, 132, 36, 97, 0, 203, 41, 19,
        231,
    ]
    /// Without zlib's header and checksum.
    static let bare = Array(wrapped[2..<wrapped.count - 4])

    /// zlib, and libdeflate where it is installed.
    static let all = [Inflation(library: nil)] + (Inflation.fastest.library == nil ? [] : [.fastest])

    /// Inflates data into so many bytes; nil where they are refused.
    private func inflated(
        _ data: [UInt8], to count: Int, in wrapping: Inflation.Wrapping = .zlib, by inflation: Inflation
    ) -> [UInt8]? {
        // The last byte must stay as it is.
        var target = [UInt8](repeating: 0xAA, count: count + 1)
        let isWhole = unsafe target.withUnsafeMutableBufferPointer { target in
            unsafe data.withUnsafeBufferPointer {
                unsafe inflation.fill(UnsafeMutableBufferPointer(rebasing: target[..<count]), from: $0, in: wrapping)
            }
        }
        #expect(target[count] == 0xAA)
        return isWhole ? Array(target[..<count]) : nil
    }

    @Test(arguments: all)
    func `what Python's zlib deflated is inflated, with a header and without`(by inflation: Inflation) {
        #expect(inflated(Self.wrapped, to: Self.text.count, by: inflation) == Self.text)
        #expect(inflated(Self.bare, to: Self.text.count, in: .nothing, by: inflation) == Self.text)
        #expect(inflated(Self.bare, to: Self.text.count, by: inflation) == nil)
        #expect(inflated(Self.wrapped, to: Self.text.count, in: .nothing, by: inflation) == nil)
    }

    @Test(arguments: all) func `data that give more or fewer bytes than expected are refused`(by inflation: Inflation) {
        for count in [0, 1, Self.text.count - 1, Self.text.count + 1, 1000] {
            #expect(inflated(Self.wrapped, to: count, by: inflation) == nil)
            #expect(inflated(Self.bare, to: count, in: .nothing, by: inflation) == nil)
        }
    }

    @Test(arguments: all) func `data truncated at any byte are refused`(by inflation: Inflation) {
        for count in 0..<Self.wrapped.count {
            #expect(inflated(Array(Self.wrapped[..<count]), to: Self.text.count, by: inflation) == nil)
        }
        for count in 0..<Self.bare.count {
            #expect(inflated(Array(Self.bare[..<count]), to: Self.text.count, in: .nothing, by: inflation) == nil)
        }
    }

    @Test(arguments: all)
    func `with zlib's checksum, data with any bit flipped are refused or the same`(by inflation: Inflation) {
        for bit in 0..<Self.wrapped.count * 8 {
            var damaged = Self.wrapped
            damaged[bit / 8] ^= 1 << (bit % 8)
            // The level of compression that the header names is of no use to a reader.
            let found = inflated(damaged, to: Self.text.count, by: inflation)
            #expect(found == nil || found == Self.text)
        }
    }

    @Test func `a library with another interface is not used`() {
        #expect(throws: RuntimeLibrary.Missing.self) { try Libdeflate(names: ["libc.so.6"]) }
        #expect(throws: RuntimeLibrary.Missing.self) { try Libdeflate(names: ["libdeflate.so.none"]) }
    }
}
