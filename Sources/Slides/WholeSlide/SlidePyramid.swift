public import Images

/// A part of a slide at several resolutions, each half of the next finer one, cut into square tiles.
///
/// A pixel of a level is the mean of `by` x `by` level-0 pixels, so the place of every pixel is known exactly, whatever
/// levels the slide's own file has. What is left over at the right and lower edges, less than a pixel of the finest level, is
/// left out.
public struct SlidePyramid: Sendable, Equatable, Codable {
    /// The upper left corner in level-0 pixels.
    public let x: Int
    /// The upper left corner in level-0 pixels.
    public let y: Int
    /// The resolutions, the finest first; never empty.
    public let levels: [Level]

    /// One resolution.
    public struct Level: Sendable, Equatable, Codable {
        /// Level-0 pixels for one of this level's, along both axes: a power of two.
        public let by: Int
        /// Columns of pixels.
        public let width: Int
        /// Rows of pixels.
        public let height: Int

        /// Columns of tiles.
        public var columns: Int { (width - 1) / SlidePyramid.tileSide + 1 }
        /// Rows of tiles.
        public var rows: Int { (height - 1) / SlidePyramid.tileSide + 1 }
    }

    /// A tile of one level, by its place.
    public struct Tile: Sendable, Hashable {
        /// The level, counted from 0 for the finest.
        public let level: Int
        /// The column of tiles.
        public let column: Int
        /// The row of tiles.
        public let row: Int
    }

    /// The most pixels of a tile along each axis. The last of a row or column may be smaller.
    public static let tileSide = 1024

    /// Cuts a region into levels; nil if it is smaller than a pixel of the finest.
    ///
    /// - Parameters:
    ///   - finest: level-0 pixels for one of the finest level's: a power of two.
    ///   - limit: every level has fewer level-0 pixels for one of its own. Nil ends with a level of one tile.
    public init?(of region: SlideRegion, finest: Int, below limit: Double? = nil) {
        precondition(finest > 0 && finest & (finest - 1) == 0, "a finest level of \(finest)")
        var level = Level(by: finest, width: region.width / finest, height: region.height / finest)
        guard level.width > 0, level.height > 0, Double(finest) < limit ?? .infinity else { return nil }
        var levels = [level]
        while limit.map({ Double(2 * level.by) < $0 }) ?? (level.columns * level.rows > 1) {
            level = Level(by: 2 * level.by, width: (level.width + 1) / 2, height: (level.height + 1) / 2)
            levels.append(level)
        }
        (x, y, self.levels) = (region.x, region.y, levels)
    }

    /// The number of tiles of all levels.
    public var tileCount: Int { levels.reduce(0) { $0 + $1.columns * $1.rows } }

    /// Returns the size of a tile in its level's pixels.
    public func size(of tile: Tile) -> PixelSize {
        let level = levels[tile.level]
        return PixelSize(
            width: min(Self.tileSide, level.width - tile.column * Self.tileSide),
            height: min(Self.tileSide, level.height - tile.row * Self.tileSide))
    }

    /// The tiles of all levels, the finest first.
    public var tiles: [Tile] { levels.indices.flatMap(tiles) }

    /// Returns the tiles of a level, row by row.
    func tiles(of level: Int) -> [Tile] {
        (0..<levels[level].rows).flatMap { row in
            (0..<levels[level].columns).map { Tile(level: level, column: $0, row: row) }
        }
    }

    /// Returns the tiles of the next finer level that a tile shows; the tile is above the finest level.
    func parts(of tile: Tile) -> [Tile] {
        let finer = levels[tile.level - 1]
        return [(0, 0), (1, 0), (0, 1), (1, 1)].compactMap { across, down in
            let part = Tile(level: tile.level - 1, column: 2 * tile.column + across, row: 2 * tile.row + down)
            return part.column < finer.columns && part.row < finer.rows ? part : nil
        }
    }

    /// Returns the part of the slide that a tile of the finest level shows.
    func region(of tile: Tile) -> SlideRegion {
        let (by, size) = (levels[tile.level].by, size(of: tile))
        return SlideRegion(
            x: x + tile.column * Self.tileSide * by, y: y + tile.row * Self.tileSide * by, width: size.width * by,
            height: size.height * by)
    }
}
