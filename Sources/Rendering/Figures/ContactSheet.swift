package import Images

/// Tiles of a slide as small pictures with their score and place, such as the strongest and the weakest ones.
package struct ContactSheet: Sendable {
    package var header: FigureHeader?
    /// From top to bottom.
    package var sections: [Section]
    /// What a reader must know of the captions, such as the score's name and the coordinates' unit.
    package var notes: [String]
    /// The number of tiles side by side.
    package var columns: Int

    /// Gathers a sheet.
    package init(header: FigureHeader? = nil, sections: [Section], notes: [String] = [], columns: Int = 6) {
        precondition(columns > 0, "a sheet of \(columns) columns")
        (self.header, self.sections, self.notes, self.columns) = (header, sections, notes, columns)
    }

    /// Tiles under a heading, such as `Strongest`.
    package struct Section: Sendable {
        package var title: String
        package var tiles: [Tile]

        /// Gathers tiles in the order in which they are shown.
        package init(title: String, tiles: [Tile]) {
            (self.title, self.tiles) = (title, tiles)
        }
    }

    /// A tile's picture and caption.
    package struct Tile: Sendable {
        package var image: Image
        /// Its place among the slide's tiles, 1 for the strongest.
        package var rank: Int
        package var score: Double
        /// Its upper left corner in level-0 pixels, as programs that show slides want it.
        package var origin: SIMD2<Double>

        /// Gathers a tile.
        package init(image: Image, rank: Int, score: Double, origin: SIMD2<Double>) {
            (self.image, self.rank, self.score, self.origin) = (image, rank, score, origin)
        }

        var placeText: String {
            "x \(NumberText.fixed(origin.x, decimals: 0)), y \(NumberText.fixed(origin.y, decimals: 0))"
        }
    }
}
