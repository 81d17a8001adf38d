internal import Images
internal import Ranking
internal import Results
internal import Slides

/// Small pictures of a slide's top tiles with their surroundings, from the slide itself, side by side in one JPEG file.
struct TilePatches {
    /// What the page needs to know of the picture.
    struct Data: Encodable {
        /// The tiles, in the order of their places: rows of `columns`.
        let tiles: [Int]
        /// The side of a place in pixels, and what it shows in sides of a tile.
        let side: Int
        let span: Double
        let columns: Int
    }

    let data: Data
    let jpeg: [UInt8]

    /// As many as a list of the page has.
    private static let columns = 24
    /// Twice what the list shows, for screens with small pixels.
    private static let side = 176
    /// Half a tile on each side.
    private static let span = 2.0

    /// Reads the tiles with the highest scores, and with the lowest of a score that speaks for or against something.
    init?(of result: SlideResult, from slide: WholeSlide) throws {
        let order = Ranks.tilesFromHighest(of: result.scores)
        let isTwoSided = result.score.isTwoSided
        let highest = order.prefix(Self.columns).filter { !isTwoSided || result.scores[$0] > 0 }
        let lowest = isTwoSided ? order.suffix(Self.columns).reversed().filter { result.scores[$0] < 0 } : []
        let tiles = highest + lowest.filter { !highest.contains($0) }
        guard !tiles.isEmpty else { return nil }
        data = Data(tiles: tiles, side: Self.side, span: Self.span, columns: Self.columns)
        let (columns, rows) = (min(Self.columns, tiles.count), (tiles.count - 1) / Self.columns + 1)
        var sheet = Sheet(size: PixelSize(width: columns * Self.side, height: rows * Self.side))
        for (place, tile) in tiles.enumerated() {
            let (x, y) = (place % Self.columns * Self.side, place / Self.columns * Self.side)
            let margin = result.tileSide * (Self.span - 1) / 2
            let corner = result.origins[tile] - margin
            // What lies outside the slide stays white.
            let across = Stretch(corner.x, Self.span * result.tileSide, of: slide.size.width, pixels: Self.side)
            let down = Stretch(corner.y, Self.span * result.tileSide, of: slide.size.height, pixels: Self.side)
            guard let across, let down else { continue }
            let region = SlideRegion(
                x: across.source.lowerBound, y: down.source.lowerBound, width: across.source.count,
                height: down.source.count)
            let size = PixelSize(width: across.target.count, height: down.target.count)
            sheet.add(
                try slide.picture(of: region, size: size, threads: 1), x: x + across.target.lowerBound,
                y: y + down.target.lowerBound)
        }
        jpeg = try sheet.image.jpeg(quality: DeepZoom.quality, subsampling: .halved)
    }

    /// A part of an axis of the slide, and the pixels of a place that show it.
    private struct Stretch {
        let source: Range<Int>
        let target: Range<Int>

        /// Leaves out what lies outside the slide; nil if all does.
        init?(_ start: Double, _ length: Double, of whole: Int, pixels: Int) {
            func inside(_ place: Double) -> Int { Int(min(max(place, 0), Double(whole)).rounded()) }
            let (first, end) = (inside(start), inside(start + length))
            guard first < end else { return nil }
            func pixel(_ place: Int) -> Int {
                min(max(Int(((Double(place) - start) / length * Double(pixels)).rounded()), 0), pixels)
            }
            let (left, right) = (min(pixel(first), pixels - 1), pixel(end))
            (source, target) = (first..<end, left..<max(right, left + 1))
        }
    }

    /// A white picture to which others are added.
    private struct Sheet {
        let size: PixelSize
        private var pixels: [UInt8]

        init(size: PixelSize) {
            (self.size, pixels) = (size, [UInt8](repeating: 255, count: 3 * size.width * size.height))
        }

        var image: Image { Image(size: size, channels: .rgb, pixels: pixels) }

        mutating func add(_ image: Image, x: Int, y: Int) {
            for row in 0..<image.height {
                let start = 3 * ((y + row) * size.width + x)
                pixels.replaceSubrange(
                    start..<start + 3 * image.width,
                    with: image.pixels[3 * row * image.width..<3 * (row + 1) * image.width])
            }
        }
    }
}
