/// A line around a region in place of colours, so that the tissue stays readable.
///
/// The line lies inside the region, along its border: pixels outside, and so all glass, stay the background's. It is
/// opaque.
public struct Outline: Sendable, Equatable {
    /// The region is where the value, 0 to 1, is at least this; `nil` for all that the tiles cover.
    public var level: Double?
    /// The width of the line in pixels, 1 to 64.
    public var width: Int
    /// The line's red, green and blue.
    public var color: SIMD3<UInt8>

    /// Describes a line; a heatmap checks it.
    public init(level: Double? = nil, width: Int = 2, color: SIMD3<UInt8> = [0, 0, 0]) {
        self.level = level
        self.width = width
        self.color = color
    }

    /// The longest reach of the search for a region's border.
    static let maximumWidth = 64

    /// Throws where no line could be drawn.
    func check() throws(HeatmapError) {
        if let level, !(0...1).contains(level) {
            throw .badOutline("a level of \(level)", expected: "0 to 1")
        }
        guard (1...Outline.maximumWidth).contains(width) else {
            throw .badOutline("a line of \(width) pixels", expected: "1 to \(Outline.maximumWidth)")
        }
    }
}
