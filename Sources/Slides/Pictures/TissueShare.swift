public import Images

/// How many of a slide's tiles lie on tissue in its thumbnail: where few do, tiles and picture do not belong together.
///
/// Everything but glass counts as tissue, so a warning is never given without a reason.
public struct TissueShare: Equatable, Sendable {
    /// The part of the tiles that have tissue in at least a twentieth of their area.
    public let share: Double

    /// Below this part something is wrong, because tiles are cut where there is tissue.
    public static let leastBelievable = 0.5

    private static let leastTissue = 0.05

    /// Looks for tissue under tiles.
    ///
    /// - Parameters:
    ///   - tiles: where the tiles lie.
    ///   - image: a picture of `region`; transparent parts count as glass.
    ///   - region: the part of the slide that the picture shows.
    public init(of tiles: TileGrid, on image: Image, showing region: SlideRegion) {
        self.init(of: tiles, on: TissueMap(of: image, under: tiles, showing: region), size: image.size, showing: region)
    }

    /// - Parameter size: the picture's size.
    init(of tiles: TileGrid, on map: TissueMap, size: PixelSize, showing region: SlideRegion) {
        let scale = SIMD2(
            Double(size.width) / Double(map.step * region.width),
            Double(size.height) / Double(map.step * region.height))
        func samples(_ position: Double, _ scale: Double, _ limit: Int) -> Range<Int> {
            let first = min(max(Int((position * scale).rounded(.down)), 0), limit - 1)
            return first..<max(min(Int(((position + tiles.side) * scale).rounded(.up)), limit), first + 1)
        }
        let onTissue = tiles.origins.count { origin in
            let across = samples(origin.x - Double(region.x), scale.x, map.columns)
            let down = samples(origin.y - Double(region.y), scale.y, map.rows)
            let tissue = map.count(columns: across, rows: down)
            return Double(tissue) >= Self.leastTissue * Double(across.count * down.count)
        }
        self.share = Double(onTissue) / Double(tiles.origins.count)
    }
}
