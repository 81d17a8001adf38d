public import Slides

extension SlideSources {
    /// Files with regions that choose tiles of a slide.
    public struct Regions: Sendable, Equatable, Codable {
        /// Only tiles in these are scored or drawn; all where there are none.
        public var only: [String]
        /// No tile in these is scored or drawn.
        public var without: [String]

        /// Names GeoJSON files.
        public init(only: [String] = [], without: [String] = []) { (self.only, self.without) = (only, without) }
    }

    /// Reads the regions and chooses the tiles; nil if no regions are given.
    ///
    /// Coordinates of regions are level-0 pixels. They count from the corner of the scanned part if the slide is given and
    /// records one, as QuPath's do.
    ///
    /// - Throws: `RegionError` if a file cannot be read, no tile lies in its regions, or no tile is left.
    public func part(of tiles: TileGrid, on slide: WholeSlide?) throws(RegionError) -> TilePart? {
        guard let regions else { return nil }
        func read(_ paths: [String]) throws(RegionError) -> [RegionFile] {
            var files: [RegionFile] = []
            for path in paths { files.append(try RegionFile(path: path)) }
            return files
        }
        let corner = slide.map { SIMD2(Double($0.bounds?.x ?? 0), Double($0.bounds?.y ?? 0)) }
        return try TilePart(
            of: tiles, only: read(regions.only), without: read(regions.without), from: corner)
    }
}
