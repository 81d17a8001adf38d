internal import Images

/// Paints one row of the picture from the background and colour-map entries or a line.
struct RowPainter {
    /// The entry of a pixel that shows only the background.
    static let uncovered: Int16 = -1

    private enum Ground {
        case pixels([UInt8])
        case white
        case transparent
    }

    private let ground: Ground

    /// Whether rows of the same entries look alike, because there is no picture behind them.
    var paintsRowsAlike: Bool {
        if case .pixels = ground { false } else { true }
    }

    init(_ background: Background) {
        switch background {
        case .thumbnail(let image): ground = .pixels(image.flattenedOnWhite().pixels)
        case .white: ground = .white
        case .transparent: ground = .transparent
        }
    }

    /// Paints a row of colours. entries: [width], pixels: [width, channels]
    func paint(_ row: Int, entries: [Int16], blend: Blend, into pixels: inout [UInt8]) {
        switch ground {
        case .pixels(let samples):
            let start = row * pixels.count
            paint(entries, blend, over: samples.span.extracting(start..<start + pixels.count), into: &pixels)
        case .white:
            paint(entries, blend, into: &pixels)
        case .transparent:
            paintTransparent(entries, blend, into: &pixels)
        }
    }

    /// Paints a row of opaque lines. line: the number of a colour, or 0. [width], pixels: [width, channels]
    func paint(_ row: Int, line: [UInt8], colors: [SIMD3<UInt8>], into pixels: inout [UInt8]) {
        var pixels = pixels.mutableSpan
        let line = line.span
        let channels: Int
        switch ground {
        case .pixels(let samples):
            channels = 3
            let below = samples.span.extracting(row * pixels.count..<(row + 1) * pixels.count)
            for sample in below.indices { pixels[sample] = below[sample] }
        case .white:
            channels = 3
            for sample in pixels.indices { pixels[sample] = 255 }
        case .transparent:
            channels = 4
            for sample in pixels.indices { pixels[sample] = 0 }
        }
        for column in line.indices where line[column] > 0 {
            let color = colors[Int(line[column]) - 1]
            for channel in 0..<3 { pixels[channels * column + channel] = color[channel] }
            if channels == 4 { pixels[4 * column + 3] = 255 }
        }
    }

    /// Shapes are checked once, and each entry where the table is read: checks of each sample would take most of the time.
    private func paint(_ entries: [Int16], _ blend: Blend, over samples: Span<UInt8>, into pixels: inout [UInt8]) {
        precondition(
            samples.count == 3 * entries.count && pixels.count == samples.count,
            "\(samples.count) samples and \(pixels.count) for \(entries.count) columns")
        let entryCount = blend.opacities.count
        let entries = entries.span
        let table = blend.table.span
        var pixels = pixels.mutableSpan
        for column in entries.indices {
            let entry = unsafe Int(entries[unchecked: column])
            let sample = 3 * column
            if entry < 0 {
                for channel in 0..<3 {
                    unsafe pixels[unchecked: sample + channel] = samples[unchecked: sample + channel]
                }
            } else {
                precondition(entry < entryCount, "entry \(entry) of \(entryCount)")
                for channel in 0..<3 {
                    let below = unsafe Int(samples[unchecked: sample + channel])
                    unsafe pixels[unchecked: sample + channel] = table[unchecked: (3 * entry + channel) << 8 | below]
                }
            }
        }
    }

    private func paint(_ entries: [Int16], _ blend: Blend, into pixels: inout [UInt8]) {
        let entries = entries.span
        let table = blend.table.span
        var pixels = pixels.mutableSpan
        for column in entries.indices {
            let entry = Int(entries[column])
            for channel in 0..<3 {
                pixels[3 * column + channel] = entry < 0 ? 255 : table[(3 * entry + channel) << 8 | 255]
            }
        }
    }

    private func paintTransparent(_ entries: [Int16], _ blend: Blend, into pixels: inout [UInt8]) {
        let entries = entries.span
        let colors = blend.colors.span
        let opacities = blend.opacities.span
        var pixels = pixels.mutableSpan
        for column in entries.indices {
            let entry = Int(entries[column])
            for channel in 0..<3 {
                pixels[4 * column + channel] = entry < 0 ? 0 : colors[3 * entry + channel]
            }
            pixels[4 * column + 3] = entry < 0 ? 0 : opacities[entry]
        }
    }
}
