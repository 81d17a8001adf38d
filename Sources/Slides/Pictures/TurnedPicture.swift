internal import Images

/// A sign that a picture was turned or mirrored against its slide: much more of its tissue would lie under tiles if that
/// were undone.
struct TurnedPicture: Equatable {
    /// What seems to have been done to the picture.
    let turn: PictureTurn
    /// The part of the picture's tissue that would lie under tiles if it were undone, and the part that does.
    let (undone, asItIs): (Double, Double)

    /// Cells along the longer side. Tiles are larger than that in nearly all slides.
    private static let cells = 400

    /// Compares the ways in which the picture can lie; nil if none fits clearly better than the one it has.
    ///
    /// - Parameters:
    ///   - map: where the picture of `region` shows tissue.
    ///   - region: the part of the slide that the picture shows.
    init?(_ tiles: TileGrid, on map: TissueMap, showing region: SlideRegion) {
        let grid = CellGrid(of: map, longestSide: Self.cells)
        let covered = grid.cells(under: tiles, in: region)
        let all = grid.tissue.reduce(0, +)
        guard all > 0, !covered.isEmpty else { return nil }
        func share(_ turn: PictureTurn?) -> Double { Double(grid.tissue(in: covered, turn)) / Double(all) }
        let isSquare = ThumbnailGeometry.fits(map.rows, map.columns, region)
        let asItIs = share(nil)
        let ways = PictureTurn.allCases.filter { isSquare || !$0.exchangesSides }.map { ($0, share($0)) }
        guard let (turn, undone) = ways.max(by: { $0.1 < $1.1 }) else { return nil }
        // Undoing it has to halve the tissue outside the tiles, and to fill most of the tiles with tissue: specks and
        // pen marks that a few tiles would hit by chance do not.
        let samples = Double(map.columns * map.rows) / Double(grid.tissue.count)
        guard undone >= asItIs + 0.05, 1 - undone <= (1 - asItIs) / 2,
            undone * Double(all) >= 0.5 * samples * Double(covered.count)
        else { return nil }
        (self.turn, self.undone, self.asItIs) = (turn, undone, asItIs)
    }
}

/// A picture's tissue in cells.
private struct CellGrid {
    let columns: Int
    let rows: Int
    /// Samples of tissue in each cell. [rows, columns]
    let tissue: [Int]

    init(of map: TissueMap, longestSide: Int) {
        let size = PixelSize(width: map.columns, height: map.rows).fitted(toLongestSide: longestSide)
        func samples(_ cell: Int, _ cells: Int, _ all: Int) -> Range<Int> {
            cell * all / cells..<(cell + 1) * all / cells
        }
        tissue = (0..<size.height).flatMap { row in
            (0..<size.width).map { column in
                map.count(
                    columns: samples(column, size.width, map.columns), rows: samples(row, size.height, map.rows))
            }
        }
        (columns, rows) = (size.width, size.height)
    }

    /// The cells whose centre lies under a tile.
    func cells(under tiles: TileGrid, in region: SlideRegion) -> [(column: Int, row: Int)] {
        let scale = SIMD2(Double(columns) / Double(region.width), Double(rows) / Double(region.height))
        func cells(_ position: Double, _ scale: Double, _ limit: Int) -> Range<Int> {
            let first = min(max((position * scale - 0.5).rounded(.up), 0), Double(limit))
            let end = min(max(((position + tiles.side) * scale - 0.5).rounded(.up), first), Double(limit))
            return Int(first)..<Int(end)
        }
        var isCovered = [Bool](repeating: false, count: columns * rows)
        for origin in tiles.origins {
            let across = cells(origin.x - Double(region.x), scale.x, columns)
            for row in cells(origin.y - Double(region.y), scale.y, rows) {
                for column in across { isCovered[row * columns + column] = true }
            }
        }
        return isCovered.indices.filter { isCovered[$0] }.map { (column: $0 % columns, row: $0 / columns) }
    }

    /// The tissue in some of the slide's cells, if the picture was turned so.
    func tissue(in cells: [(column: Int, row: Int)], _ turn: PictureTurn?) -> Int {
        cells.reduce(0) { sum, cell in
            guard let turn else { return sum + tissue[cell.row * columns + cell.column] }
            let place = turn.place(
                of: SIMD2((Double(cell.column) + 0.5) / Double(columns), (Double(cell.row) + 0.5) / Double(rows)))
            let (column, row) = (Int(place.x * Double(columns)), Int(place.y * Double(rows)))
            return sum + tissue[min(row, rows - 1) * columns + min(column, columns - 1)]
        }
    }
}
