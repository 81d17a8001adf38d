internal import Images

/// A picture that is painted row by row, into memory or a file.
protocol PaintedRows {
    /// What it is painted on, which gives its size and channels.
    var background: Background { get }

    /// Calls `body` with each row from the top. [width, channels]
    func forEachRow<Failure: Error>(_ body: ([UInt8]) throws(Failure) -> Void) throws(Failure)
}

extension PaintedRows {
    /// Paints into memory.
    func drawn() -> Image {
        var pixels: [UInt8] = []
        pixels.reserveCapacity(background.size.width * background.size.height * background.channels.rawValue)
        forEachRow { (row) throws(Never) in pixels.append(contentsOf: row) }
        return Image(size: background.size, channels: background.channels, pixels: pixels)
    }

    /// Paints into a PNG file that appears whole or not at all.
    func writePNG(to path: String, notes: PNGNotes) throws(ImageError) {
        var writer = try PNGWriter(to: path, size: background.size, channels: background.channels, notes: notes)
        try forEachRow { (row) throws(ImageError) in try writer.write(row: row.span) }
        try writer.commit()
    }

    /// A row to paint into. [width, channels]
    var emptyRow: [UInt8] { [UInt8](repeating: 0, count: background.size.width * background.channels.rawValue) }
}
