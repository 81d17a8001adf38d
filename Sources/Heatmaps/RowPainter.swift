internal import Images

/// Fills one row of the picture from colour-map entries and the background.
struct RowPainter {
    /// The entry of a pixel that no tile covers.
    static let uncovered: Int16 = -1

    private enum Ground {
        case pixels([UInt8])
        case white
        case transparent
    }

    private let ground: Ground
    private let blend: Blend

    init(background: Background, blend: Blend) {
        self.blend = blend
        switch background {
        case .thumbnail(let image): ground = .pixels(image.flattenedOnWhite().pixels)
        case .white: ground = .white
        case .transparent: ground = .transparent
        }
    }

    /// Paints a row. entries: [width], pixels: [width, channels]
    func paint(_ row: Int, entries: [Int16], into pixels: inout [UInt8]) {
        switch ground {
        case .pixels(let samples):
            let start = row * pixels.count
            paint(entries, over: samples.span.extracting(start..<start + pixels.count), into: &pixels)
        case .white:
            paint(entries, into: &pixels)
        case .transparent:
            paintTransparent(entries, into: &pixels)
        }
    }

    private func paint(_ entries: [Int16], over samples: Span<UInt8>, into pixels: inout [UInt8]) {
        for column in entries.indices {
            let sample = 3 * column
            let entry = Int(entries[column])
            for channel in 0..<3 {
                let below = samples[sample + channel]
                pixels[sample + channel] =
                    entry < 0 ? below : blend.table[(3 * entry + channel) << 8 | Int(below)]
            }
        }
    }

    private func paint(_ entries: [Int16], into pixels: inout [UInt8]) {
        for column in entries.indices {
            let entry = Int(entries[column])
            for channel in 0..<3 {
                pixels[3 * column + channel] = entry < 0 ? 255 : blend.table[(3 * entry + channel) << 8 | 255]
            }
        }
    }

    private func paintTransparent(_ entries: [Int16], into pixels: inout [UInt8]) {
        for column in entries.indices {
            let entry = Int(entries[column])
            for channel in 0..<3 {
                pixels[4 * column + channel] = entry < 0 ? 0 : blend.colors[3 * entry + channel]
            }
            pixels[4 * column + 3] = entry < 0 ? 0 : blend.opacity
        }
    }
}
