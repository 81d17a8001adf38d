package import Images
package import Results

/// Small pictures of a slide's tiles with their scores and places, for example the strongest and the weakest tiles.
package struct ContactSheet: Sendable {
    package var header: FigureHeader?
    /// From top to bottom.
    package var sections: [Section]
    /// Explains the captions: the name of the score, the unit of the coordinates.
    package var notes: [Phrase]
    /// The number of tiles side by side.
    package var columns: Int

    /// Creates a sheet.
    package init(header: FigureHeader? = nil, sections: [Section], notes: [Phrase] = [], columns: Int = 6) {
        precondition(columns > 0, "a sheet of \(columns) columns")
        (self.header, self.sections, self.notes, self.columns) = (header, sections, notes, columns)
    }

    /// Tiles under a heading, such as `Strongest`.
    package struct Section: Sendable {
        package var title: Phrase
        package var tiles: [Tile]

        /// Creates a section. The tiles are shown in the given order.
        package init(title: Phrase, tiles: [Tile]) {
            (self.title, self.tiles) = (title, tiles)
        }
    }

    /// A tile's picture and caption.
    package struct Tile: Sendable {
        package var image: Image
        /// The tile's rank among all tiles of the slide; the strongest has rank 1.
        package var rank: Int
        package var score: Double
        /// The tile's upper left corner in level-0 pixels, as slide viewers expect it.
        package var origin: SIMD2<Double>

        /// Creates a tile.
        package init(image: Image, rank: Int, score: Double, origin: SIMD2<Double>) {
            (self.image, self.rank, self.score, self.origin) = (image, rank, score, origin)
        }

        var placeText: String {
            "x \(NumberText.fixed(origin.x, decimals: 0)), y \(NumberText.fixed(origin.y, decimals: 0))"
        }
    }
}
