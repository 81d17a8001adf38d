/// A rectangle of a slide, in level-0 pixels.
public struct SlideRegion: Equatable, Sendable {
    /// The left edge.
    public let x: Int
    /// The upper edge.
    public let y: Int
    /// Pixels along x.
    public let width: Int
    /// Pixels along y.
    public let height: Int

    /// A region of at least one pixel along both axes.
    public init(x: Int, y: Int, width: Int, height: Int) {
        precondition(width > 0 && height > 0, "a region of \(width) x \(height) px")
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }

    /// The whole of a slide.
    public init(of size: SlideSize) {
        self.init(x: 0, y: 0, width: size.width, height: size.height)
    }

    /// The region's size.
    public var size: SlideSize { SlideSize(width: width, height: height) }

    /// Whether no pixel of the region lies outside a slide of this size.
    public func isInside(_ size: SlideSize) -> Bool {
        x >= 0 && y >= 0 && x <= size.width - width && y <= size.height - height
    }
}

extension SlideRegion: CustomStringConvertible {
    /// The region as `36800x19200 at (1024, 0)`.
    public var description: String { "\(width)x\(height) at (\(x), \(y))" }
}
