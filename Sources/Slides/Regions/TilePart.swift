/// The tiles of a slide that regions choose. A tile counts by its centre.
///
///     let part = try TilePart(of: tiles, without: [RegionFile(path: "pen.geojson")])
///     let features = try FeatureFile(path: "slide.h5").keeping(part)
public struct TilePart: Sendable, Equatable {
    /// The tiles that are left, by their places in the slide's files, in order. Never empty. [tiles]
    public let numbers: [Int]
    /// How many tiles the whole slide has.
    public let slideTileCount: Int
    /// The files whose regions hold the tiles; empty where all tiles of the slide may stay.
    public let only: [Region]
    /// The files whose regions hold none of the tiles.
    public let without: [Region]

    /// A file with regions.
    public struct Region: Sendable, Equatable {
        /// The file, as the caller named it.
        public let path: String
        /// `sha256:` and the hash of the file's bytes.
        public let fingerprint: String
        /// How many tiles lie in its regions.
        public let tileCount: Int
        /// What else the file has, in words such as `2 Point`.
        public let leftAside: [String]
    }

    /// Chooses tiles.
    ///
    /// - Parameters:
    ///   - tiles: where the slide's tiles lie.
    ///   - only: a tile stays if it lies in one of these. If there are none, all stay.
    ///   - without: a tile that lies in one of these does not stay.
    ///   - corner: where the regions' coordinates begin, in level-0 pixels: QuPath counts from the corner of the scanned part
    ///     if the slide records one (`openslide.bounds-x`, `-y`). nil if the slide is not known; they then begin at (0, 0).
    /// - Throws: `RegionError` if no tile lies in the regions of a file, or no tile is left.
    public init(
        of tiles: TileGrid, only: [RegionFile] = [], without: [RegionFile] = [], from corner: SIMD2<Double>? = nil
    ) throws(RegionError) {
        let centres = tiles.origins.map { $0 + tiles.side / 2 - (corner ?? .zero) }
        var isLeft = [Bool](repeating: only.isEmpty, count: centres.count)
        func regions(_ files: [RegionFile], leave: Bool) throws(RegionError) -> [Region] {
            var regions: [Region] = []
            for file in files {
                let isInside = try file.contains(centres)
                let count = isInside.count { $0 }
                guard count > 0 else {
                    throw .noTile(
                        path: file.path, regions: file.reach, tiles: RegionError.Reach(around: centres),
                        knowsSlide: corner != nil)
                }
                for tile in isInside.indices where isInside[tile] { isLeft[tile] = leave }
                regions.append(
                    Region(
                        path: file.path, fingerprint: file.fingerprint, tileCount: count, leftAside: file.leftAside))
            }
            return regions
        }
        self.only = try regions(only, leave: true)
        self.without = try regions(without, leave: false)
        numbers = isLeft.indices.filter { isLeft[$0] }
        slideTileCount = isLeft.count
        guard !numbers.isEmpty else {
            throw .nothingLeft(paths: (only + without).map(\.path), tiles: slideTileCount)
        }
    }
}

extension TileGrid {
    /// Returns the places of some of the tiles. All else stays as it was found of the whole slide.
    public func keeping(_ part: TilePart) -> TileGrid {
        precondition(
            part.slideTileCount == origins.count, "a part of \(part.slideTileCount) tiles, not \(origins.count)")
        var tiles = self
        tiles.origins = part.numbers.map { origins[$0] }
        return tiles
    }
}
