internal import CPNG
internal import Machine
internal import Synchronization

/// Tiles of a row, deflated on all cores. The bytes are the same for any number of them.
struct DeflatedTiles {
    /// A tile that holds nothing is deflated once: most tiles of a map do.
    private let nothing: (pixels: [UInt32], bytes: [UInt8])

    /// zlib's usual level: flat colours deflate at the same speed at any.
    private static let level: CInt = 6

    init(_ samples: PyramidSamples) {
        let pixels = [UInt32](repeating: samples.nothing, count: PyramidLevel.tileSide * PyramidLevel.tileSide)
        nothing = (pixels, Self.deflated(pixels))
    }

    /// Returns a zlib stream for each tile.
    func deflated(_ tiles: [[UInt32]]) -> [[UInt8]] {
        let streams = Mutex([[UInt8]](repeating: [], count: tiles.count))
        Parallel.perform(tiles.count) { place in
            let stream = tiles[place] == nothing.pixels ? nothing.bytes : Self.deflated(tiles[place])
            streams.withLock { $0[place] = stream }
        }
        return streams.withLock { $0 }
    }

    private static func deflated(_ tile: [UInt32]) -> [UInt8] {
        unsafe tile.withUnsafeBytes { pixels in
            let bound = compressBound(uLong(pixels.count))
            return unsafe [UInt8](unsafeUninitializedCapacity: Int(bound)) { buffer, count in
                var length = bound
                let state = unsafe compress2(
                    buffer.baseAddress, &length, pixels.bindMemory(to: UInt8.self).baseAddress, uLong(pixels.count),
                    level)
                precondition(state == Z_OK, "zlib ended with \(state)")
                count = Int(length)
            }
        }
    }
}
