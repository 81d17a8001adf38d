/// A line around a region instead of colours, so that the tissue stays visible.
///
/// The line is opaque and lies inside the region, along its border. Pixels outside the region stay exactly the
/// background's.
public struct Outline: Sendable, Equatable {
    /// The region is where the value, 0 to 1, is at least this; `nil` means everything that the tiles cover.
    public var level: Double?
    /// The width of the line in pixels, 1 to 64.
    public var width: Int
    /// The line's red, green and blue.
    public var color: SIMD3<UInt8>
    /// The width in pixels of a black line on both sides of the line, 0 to 32. With it, the line is seen on any background.
    public var haloWidth = 0
    /// Islands of the region, and holes in it, with fewer tiles than this have no line.
    ///
    /// An area is that of so many tiles if it is nearer to that than to one tile fewer. So the border of a tile may be rounded.
    public var minimumTiles = 0

    /// Creates an outline. The heatmap checks it when it is drawn.
    public init(level: Double? = nil, width: Int = 2, color: SIMD3<UInt8> = [0, 0, 0]) {
        self.level = level
        self.width = width
        self.color = color
    }

    /// The largest line width, in pixels.
    static let maximumWidth = 64

    /// Throws if the line cannot be drawn.
    func check() throws(HeatmapError) {
        if let level, !(0...1).contains(level) {
            throw .badOutline("a level of \(level)", expected: "0 to 1")
        }
        guard (1...Outline.maximumWidth).contains(width) else {
            throw .badOutline("a line of \(width) pixels", expected: "1 to \(Outline.maximumWidth)")
        }
        guard (0...Outline.maximumWidth / 2).contains(haloWidth) else {
            throw .badOutline("a halo of \(haloWidth) pixels", expected: "0 to \(Outline.maximumWidth / 2)")
        }
        guard minimumTiles >= 0 else { throw .badOutline("\(minimumTiles) tiles at least", expected: "0 or more") }
    }
}
