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
        let covered = grid.covered(by: tiles, in: region)
        let coveredCount = covered.count { $0 }
        let all = grid.tissue.reduce(0) { $0 + Int($1) }
        guard all > 0, coveredCount > 0 else { return nil }
        func share(_ turn: PictureTurn?) -> Double { Double(grid.tissue(in: covered, turn)) / Double(all) }
        let isSquare = ThumbnailGeometry.fits(map.rows, map.columns, region)
        let asItIs = share(nil)
        let ways = PictureTurn.allCases.filter { isSquare || !$0.exchangesSides }.map { ($0, share($0)) }
        guard let (turn, undone) = ways.max(by: { $0.1 < $1.1 }) else { return nil }
        // Undoing it has to halve the tissue outside the tiles, and to fill most of the tiles with tissue: specks and
        // pen marks that a few tiles would hit by chance do not.
        let samples = Double(map.columns * map.rows) / Double(grid.tissue.count)
        guard undone >= asItIs + 0.05, 1 - undone <= (1 - asItIs) / 2,
            undone * Double(all) >= 0.5 * samples * Double(coveredCount)
        else { return nil }
        (self.turn, self.undone, self.asItIs) = (turn, undone, asItIs)
    }
}

/// A picture's tissue in cells.
private struct CellGrid {
    let columns: Int
    let rows: Int
    /// Samples of tissue in each cell. [rows, columns]
    let tissue: [Int32]

    init(of map: TissueMap, longestSide: Int) {
        let size = PixelSize(width: map.columns, height: map.rows).fitted(toLongestSide: longestSide)
        func samples(_ cells: Int, of all: Int) -> [Range<Int>] {
            (0..<cells).map { $0 * all / cells..<($0 + 1) * all / cells }
        }
        let across = samples(size.width, of: map.columns)
        var tissue: [Int32] = []
        tissue.reserveCapacity(size.width * size.height)
        for down in samples(size.height, of: map.rows) {
            for columns in across { tissue.append(Int32(map.count(columns: columns, rows: down))) }
        }
        (columns, rows) = (size.width, size.height)
        self.tissue = tissue
    }

    /// Whether the centre of each cell lies under a tile. [rows, columns]
    func covered(by tiles: TileGrid, in region: SlideRegion) -> [Bool] {
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
        return isCovered
    }

    /// The tissue in some of the slide's cells, if the picture was turned so. covered: [rows, columns]
    func tissue(in covered: [Bool], _ turn: PictureTurn?) -> Int {
        func place(_ x: Double, _ y: Double) -> SIMD2<Double> { turn?.place(of: SIMD2(x, y)) ?? SIMD2(x, y) }
        func column(_ x: Double) -> Int { min(Int(x * Double(columns)), columns - 1) }
        func row(_ y: Double) -> Int { min(Int(y * Double(rows)), rows - 1) }
        // A column of the slide becomes one of the picture, or a row, whatever the row; and so do rows.
        let isExchanged = turn?.exchangesSides ?? false
        let across = (0..<columns).map {
            let place = place((Double($0) + 0.5) / Double(columns), 0.5)
            return isExchanged ? row(place.y) * columns : column(place.x)
        }
        let down = (0..<rows).map {
            let place = place(0.5, (Double($0) + 0.5) / Double(rows))
            return isExchanged ? column(place.x) : row(place.y) * columns
        }
        var sum = 0
        for row in 0..<rows {
            for column in 0..<columns where covered[row * columns + column] {
                sum += Int(tissue[down[row] + across[column]])
            }
        }
        return sum
    }
}
