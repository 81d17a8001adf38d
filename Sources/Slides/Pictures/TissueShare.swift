public import Images

/// How many of a slide's tiles lie on tissue in its thumbnail: where few do, tiles and picture do not belong together.
///
/// Everything but glass counts as tissue. Glass is bright and colourless, or black where a scanner filled up. Pen marks and
/// the shadow of a cover slip count as tissue too, so a warning is never given without a reason.
public struct TissueShare: Equatable, Sendable {
    /// The part of the tiles that have tissue in at least a twentieth of their area.
    public let share: Double

    /// Below this part something is wrong, because tiles are cut where there is tissue.
    public static let leastBelievable = 0.5

    /// Samples along the longer side; more would not change the result.
    private static let mostSamples = 2000
    private static let leastTissue = 0.05

    /// Looks for tissue under tiles.
    ///
    /// - Parameters:
    ///   - tiles: where the tiles lie.
    ///   - image: a picture of `region`; transparent parts count as glass.
    ///   - region: the part of the slide that the picture shows.
    public init(of tiles: TileGrid, on image: Image, showing region: SlideRegion) {
        let step = max(1, max(image.width, image.height) / Self.mostSamples)
        let (columns, rows) = ((image.width + step - 1) / step, (image.height + step - 1) / step)
        let counts = Self.tissueCounts(of: image, columns: columns, rows: rows, step: step)
        let scale = SIMD2(
            Double(image.width) / Double(step * region.width), Double(image.height) / Double(step * region.height))
        func samples(_ position: Double, _ scale: Double, _ limit: Int) -> Range<Int> {
            let first = min(max(Int((position * scale).rounded(.down)), 0), limit - 1)
            return first..<max(min(Int(((position + tiles.side) * scale).rounded(.up)), limit), first + 1)
        }
        let onTissue = tiles.origins.count { origin in
            let across = samples(origin.x - Double(region.x), scale.x, columns)
            let down = samples(origin.y - Double(region.y), scale.y, rows)
            let stride = columns + 1
            let tissue =
                counts[down.upperBound * stride + across.upperBound]
                - counts[down.lowerBound * stride + across.upperBound]
                - counts[down.upperBound * stride + across.lowerBound]
                + counts[down.lowerBound * stride + across.lowerBound]
            return Double(tissue) >= Self.leastTissue * Double(across.count * down.count)
        }
        self.share = Double(onTissue) / Double(tiles.origins.count)
    }

    /// Samples of tissue above and left of each place. [rows + 1, columns + 1]
    private static func tissueCounts(of image: Image, columns: Int, rows: Int, step: Int) -> [Int32] {
        var counts = [Int32](repeating: 0, count: (columns + 1) * (rows + 1))
        let pixels = image.pixels.span
        let channels = image.channels.rawValue
        for row in 0..<rows {
            var count: Int32 = 0
            for column in 0..<columns {
                let sample = (row * step * image.width + column * step) * channels
                let isOpaque = channels == 3 || pixels[sample + 3] >= 128
                if isOpaque, isTissue(pixels[sample], pixels[sample + 1], pixels[sample + 2]) { count += 1 }
                counts[(row + 1) * (columns + 1) + column + 1] = counts[row * (columns + 1) + column + 1] + count
            }
        }
        return counts
    }

    private static func isTissue(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Bool {
        let (low, high) = (min(red, green, blue), max(red, green, blue))
        let isGlass = low >= 200 && high - low <= 20
        return !isGlass && high >= 16
    }
}
