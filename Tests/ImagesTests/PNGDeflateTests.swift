import CPNG
import CPNGRows
import Testing

/// What `linmil_png_deflate` writes, zlib has to read back.
struct PNGDeflateTests {
    /// Deflates bytes in parts, as a picture's bands are, and checks that no byte behind the promised ones is touched.
    private func deflated(_ bytes: [UInt8], parts: Int = 1) -> [UInt8] {
        var stream: [UInt8] = []
        let size = (bytes.count + parts - 1) / parts
        for start in stride(from: 0, to: bytes.count, by: size) {
            let part = Array(bytes[start..<min(bytes.count, start + size)])
            let bound = linmil_png_deflate_bound(part.count)
            var target = [UInt8](repeating: 0xAA, count: bound + 64)
            let count = unsafe linmil_png_deflate(part.count, part, start + size >= bytes.count, &target)
            #expect(count <= bound)
            #expect(target[bound...].allSatisfy { $0 == 0xAA })
            stream += target[..<count]
        }
        return stream
    }

    /// Undoes it with zlib; nil where that calls the data damaged or finds no end.
    private func inflated(_ stream: [UInt8], limit: Int) -> [UInt8]? {
        var state = unsafe z_stream()
        guard unsafe inflateInit2_(&state, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            return nil
        }
        defer { unsafe inflateEnd(&state) }
        var (source, target) = (stream, [UInt8](repeating: 0, count: limit + 1))
        let status = unsafe source.withUnsafeMutableBufferPointer { source in
            unsafe target.withUnsafeMutableBufferPointer { target in
                unsafe (state.next_in, state.avail_in) = (source.baseAddress, UInt32(source.count))
                unsafe (state.next_out, state.avail_out) = (target.baseAddress, UInt32(target.count))
                return unsafe inflate(&state, Z_FINISH)
            }
        }
        guard unsafe status == Z_STREAM_END && state.avail_in == 0 else { return nil }
        return Array(unsafe target[..<Int(state.total_out)])
    }

    private func check(_ bytes: [UInt8], parts: Int = 1) {
        #expect(inflated(deflated(bytes, parts: parts), limit: bytes.count) == bytes)
    }

    @Test(arguments: [1, 2, 3, 7, 8, 9, 100, 32_767, 32_768, 32_769, 200_000])
    func `noise of any length is read back`(count: Int) {
        var generator = LinearCongruence(state: 3)
        check(generator.bytes(count))
        check(generator.bytes(count).map { $0 % 5 &- 2 })
    }

    @Test func `runs of every length are read back`() {
        var generator = LinearCongruence(state: 4)
        var bytes: [UInt8] = []
        for count in Array(1...700) + [65_534, 65_535, 65_536, 65_537, 65_540, 200_000] {
            bytes += [UInt8](repeating: generator.bytes(1)[0], count: count) + generator.bytes(count % 4)
        }
        check(bytes)
        check(bytes, parts: 7)
    }

    @Test(arguments: [1, 5, 6, 300, 600_000]) func `equal bytes are read back, and take hardly any room`(count: Int) {
        let bytes = [UInt8](repeating: 0, count: count)
        check(bytes)
        #expect(deflated(bytes).count <= 20 + count / 500)
    }

    @Test func `many short runs are read back`() {
        let bytes = (0..<60_000).flatMap { [UInt8](repeating: UInt8(truncatingIfNeeded: $0), count: 5) }
        check(bytes)
        check(bytes, parts: 3)
    }

    @Test func `rare bytes get codes of bounded length`() {
        // Frequencies like Fibonacci's numbers ask for codes as long as there are bytes.
        var (bytes, pair) = ([UInt8](), (1, 1))
        for value in 0..<20 {
            for _ in 0..<pair.0 { bytes += [UInt8(value), UInt8(200 + value % 2)] }
            pair = (pair.1, pair.0 + pair.1)
        }
        check(bytes)
        check(bytes.reversed())
    }

    @Test func `noise takes hardly more room than it has, and a photograph's rest as little as with zlib`() {
        var generator = LinearCongruence(state: 6)
        let noise = generator.bytes(300_000)
        #expect(deflated(noise).count < noise.count + noise.count / 500)
        // Differences to a neighbour: small ones are frequent.
        let rest = zip(generator.bytes(300_000), generator.bytes(300_000)).map { $0 % 16 &- $1 % 16 }
        var (length, packed) = (compressBound(300_000), [UInt8](repeating: 0, count: 400_000))
        unsafe compress2(&packed, &length, rest, 300_000, 6)
        #expect(deflated(rest).count < Int(length))
    }
}
