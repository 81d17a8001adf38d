internal import Images

/// Where a picture shows tissue: everything but glass.
///
/// Glass is bright and colourless, or black where a scanner filled up. Pen marks and the shadow of a cover slip count as
/// tissue too.
struct TissueMap {
    /// Samples along x and y.
    let columns: Int
    let rows: Int
    /// Pixels of the picture for one sample.
    let step: Int
    /// Samples of tissue above and left of each place. [rows + 1, columns + 1]
    private let counts: [Int32]

    /// Samples along the side of a tile, enough to see a twentieth of it, and along the longer side of a large picture, at least one
    /// for each of the cells that `TurnedPicture` compares.
    private static let (enoughOfTile, enoughOfPicture) = (8.0, 500)
    /// Samples along the longer side of a large picture, however small its tiles are: at most twice as many.
    private static let mostOfPicture = 1000

    /// Looks at a picture, whose transparent parts count as glass.
    ///
    /// - Parameter tile: the side of a tile in the picture's pixels.
    init(of image: Image, tile: Double = .infinity) {
        let side = max(image.width, image.height)
        let step = max(
            1, side / Self.mostOfPicture, Int(min(tile / Self.enoughOfTile, Double(side / Self.enoughOfPicture))))
        let (columns, rows) = ((image.width + step - 1) / step, (image.height + step - 1) / step)
        var counts = [Int32](repeating: 0, count: (columns + 1) * (rows + 1))
        let pixels = image.pixels.span
        let channels = image.channels.rawValue
        for row in 0..<rows {
            var count: Int32 = 0
            for column in 0..<columns {
                let sample = (row * step * image.width + column * step) * channels
                let isOpaque = channels == 3 || pixels[sample + 3] >= 128
                if isOpaque, Self.isTissue(pixels[sample], pixels[sample + 1], pixels[sample + 2]) { count += 1 }
                counts[(row + 1) * (columns + 1) + column + 1] = counts[row * (columns + 1) + column + 1] + count
            }
        }
        (self.columns, self.rows, self.step, self.counts) = (columns, rows, step, counts)
    }

    /// Looks at a picture of `region`.
    init(of image: Image, under tiles: TileGrid, showing region: SlideRegion) {
        let scale = min(Double(image.width) / Double(region.width), Double(image.height) / Double(region.height))
        self.init(of: image, tile: tiles.side * scale)
    }

    private static func isTissue(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Bool {
        let (low, high) = (min(red, green, blue), max(red, green, blue))
        let isGlass = low >= 200 && high - low <= 20
        return !isGlass && high >= 16
    }

    /// The samples of tissue in a rectangle.
    func count(columns across: Range<Int>, rows down: Range<Int>) -> Int {
        let stride = columns + 1
        return Int(
            counts[down.upperBound * stride + across.upperBound]
                - counts[down.lowerBound * stride + across.upperBound]
                - counts[down.upperBound * stride + across.lowerBound]
                + counts[down.lowerBound * stride + across.lowerBound])
    }
}
