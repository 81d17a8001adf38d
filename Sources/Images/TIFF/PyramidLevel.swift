/// One level of a pyramid: the rows of the tiles that are being filled, and where finished tiles stand in the file.
struct PyramidLevel {
    /// The side of a tile in pixels.
    static let tileSide = 256

    let size: PixelSize
    let samples: PyramidSamples
    /// The rows of one row of tiles. [rows, width]
    private var rows: [UInt32] = []
    private var rowCount = 0
    /// A row that waits for the one below it, to be halved with it.
    private var waiting: [UInt32]?
    /// The last pair of equal rows, and their half: tiles with sharp borders have many equal rows.
    private var lastEqual: (row: [UInt32], half: [UInt32])?
    /// Where the tiles stand in the file, and how many bytes they have, row by row. [tiles]
    private(set) var offsets: [Int] = []
    private(set) var lengths: [Int] = []

    init(size: PixelSize, samples: PyramidSamples) {
        (self.size, self.samples) = (size, samples)
        rows.reserveCapacity(size.width * min(size.height, Self.tileSide))
    }

    /// The number of tiles in a row of them, and in all.
    var across: Int { (size.width - 1) / Self.tileSide + 1 }
    var tileCount: Int { across * ((size.height - 1) / Self.tileSide + 1) }

    /// Whether all rows are there.
    var isWhole: Bool { rowCount == size.height }

    /// Takes the next row. Returns the next row of the level below, if there is one.
    mutating func take(_ row: [UInt32]) -> [UInt32]? {
        precondition(row.count == size.width && !isWhole, "a row of \(row.count) pixels too many for \(size)")
        rows += row
        rowCount += 1
        if let above = waiting {
            waiting = nil
            guard above == row else { return samples.halved(above, row) }
            if let lastEqual, lastEqual.row == row { return lastEqual.half }
            let half = samples.halved(row, row)
            lastEqual = (row, half)
            return half
        }
        if isWhole { return samples.halved(row, row) }
        waiting = row
        return nil
    }

    /// Returns the tiles of a row of tiles, if it is full; nil if not. Tiles at the border are filled up. [across][side, side]
    mutating func takeTiles() -> [[UInt32]]? {
        guard !rows.isEmpty, isWhole || rowCount.isMultiple(of: Self.tileSide) else { return nil }
        let (side, width) = (Self.tileSide, size.width)
        let tiles = (0..<across).map { place in
            var tile = [UInt32](repeating: samples.nothing, count: side * side)
            let columns = side * place..<min(side * (place + 1), width)
            for row in 0..<rows.count / width {
                tile.replaceSubrange(
                    side * row..<side * row + columns.count,
                    with: rows[width * row + columns.lowerBound..<width * row + columns.upperBound])
            }
            return tile
        }
        rows.removeAll(keepingCapacity: true)
        return tiles
    }

    /// Notes the place of the next tile.
    mutating func note(offset: Int, length: Int) {
        offsets.append(offset)
        lengths.append(length)
    }

    /// The sizes of a pyramid's levels: each half of the one above, rounded up, down to one that fits a tile.
    static func sizes(of size: PixelSize) -> [PixelSize] {
        var sizes = [size]
        while let last = sizes.last, max(last.width, last.height) > tileSide {
            sizes.append(PixelSize(width: (last.width + 1) / 2, height: (last.height + 1) / 2))
        }
        return sizes
    }
}
