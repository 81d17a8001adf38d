public import Images

/// The positions of the tiles on the slide, in level-0 pixels.
public struct TileLayout: Sendable {
    /// The top-left corner of each tile, x and y. [tiles]
    public var origins: [SIMD2<Double>]
    /// The side of every tile.
    public var side: Double
    /// The size of the slide.
    public var slide: PixelSize

    /// Creates a layout. The heatmap checks it.
    public init(origins: [SIMD2<Double>], side: Double, slide: PixelSize) {
        self.origins = origins
        self.side = side
        self.slide = slide
    }

    /// Throws if the tiles cannot be drawn: if there are none or too many, or if a tile is not finite or does not
    /// overlap the slide.
    func check() throws(HeatmapError) {
        guard !origins.isEmpty else { throw .noTiles }
        guard origins.count <= Heatmap.maximumTileCount else { throw .tooManyTiles(count: origins.count) }
        guard side.isFinite, side > 0 else { throw .badTileSide(side) }
        let sides = 1...Int(Int32.max)
        guard sides.contains(slide.width), sides.contains(slide.height) else {
            throw .badSize(of: "slide", size: "\(slide)")
        }
        if let tile = origins.firstIndex(where: { !$0.x.isFinite || !$0.y.isFinite }) {
            throw .badCoordinate(tile: tile, x: origins[tile].x, y: origins[tile].y)
        }
        let outside = origins.indices.filter { !overlapsSlide(origins[$0]) }
        if let tile = outside.first {
            throw .outsideSlide(
                count: outside.count, firstTile: tile, x: origins[tile].x, y: origins[tile].y, slide: "\(slide)")
        }
    }

    private func overlapsSlide(_ origin: SIMD2<Double>) -> Bool {
        origin.x < Double(slide.width) && origin.y < Double(slide.height) && origin.x + side > 0 && origin.y + side > 0
    }

    /// The pixels of a canvas that a tile covers.
    ///
    /// Each border is rounded separately, `floor(v + 0.5)`. So neighbouring tiles meet at any scale, without gap or
    /// overlap. A tile that is narrower than a pixel still covers one pixel.
    func pixels(of tile: Int, on canvas: PixelSize) -> (columns: Range<Int>, rows: Range<Int>) {
        let origin = origins[tile]
        return (
            columns: Self.pixels(from: origin.x, side: side, slide: slide.width, canvas: canvas.width),
            rows: Self.pixels(from: origin.y, side: side, slide: slide.height, canvas: canvas.height)
        )
    }

    private static func pixels(from start: Double, side: Double, slide: Int, canvas: Int) -> Range<Int> {
        let scale = Double(canvas) / Double(slide)
        func border(_ position: Double) -> Int {
            Int(min(max((position * scale + 0.5).rounded(.down), 0), Double(canvas)))
        }
        let lower = min(border(start), canvas - 1)
        return lower..<max(border(start + side), lower + 1)
    }
}
