extension Image {
    /// Returns a part of the image.
    ///
    /// - Parameters: columns and rows inside the image, at least one of each.
    package func cropped(columns: Range<Int>, rows: Range<Int>) -> Image {
        precondition(
            !columns.isEmpty && !rows.isEmpty && columns.lowerBound >= 0 && columns.upperBound <= width
                && rows.lowerBound >= 0 && rows.upperBound <= height,
            "columns \(columns) and rows \(rows) of an image of \(size) pixels")
        let samples = channels.rawValue
        var part: [UInt8] = []
        part.reserveCapacity(columns.count * rows.count * samples)
        for row in rows {
            let start = row * width
            part += pixels[(start + columns.lowerBound) * samples..<(start + columns.upperBound) * samples]
        }
        return Image(
            size: PixelSize(width: columns.count, height: rows.count), channels: channels, pixels: part)
    }
}
