internal import Files
internal import Images

/// A picture that is painted row by row, into memory or into a file.
protocol PaintedRows {
    /// What the picture is painted on. It gives the size and the channels.
    var background: Background { get }

    /// Calls `body` with each row from the top. [width, channels]
    func forEachRow<Failure: Error>(_ body: ([UInt8]) throws(Failure) -> Void) throws(Failure)
}

extension PaintedRows {
    /// Paints into memory.
    func drawn() -> Image {
        var pixels: [UInt8] = []
        pixels.reserveCapacity(background.size.width * background.size.height * background.channels.rawValue)
        forEachRow { (row) throws(Never) in
            pixels.append(contentsOf: row)
            FileActivity.progress()
        }
        return Image(size: background.size, channels: background.channels, pixels: pixels)
    }

    /// Paints into a file. The file is written completely or not at all.
    ///
    /// - Parameter begin: opens the file of a picture of this size.
    func write<Writer: PictureWriter & ~Copyable>(
        _ begin: (PixelSize, Image.Channels) throws(ImageError) -> Writer
    ) throws(ImageError) {
        var writer = try begin(background.size, background.channels)
        try forEachRow { (row) throws(ImageError) in try writer.write(row: row.span) }
        try writer.commit()
    }

    /// A row to paint into. [width, channels]
    var emptyRow: [UInt8] { [UInt8](repeating: 0, count: background.size.width * background.channels.rawValue) }
}
