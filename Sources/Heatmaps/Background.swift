public import Images

/// What a heatmap is laid over; it also gives the picture its size.
public enum Background: Sendable {
    /// A picture of the whole slide. Its transparent parts count as white.
    case thumbnail(Image)
    /// White paper.
    case white(PixelSize)
    /// Nothing: pixels with a tile carry its colour at the opacity of the overlay, all others are fully transparent,
    /// so that a viewer that lays the picture over the slide shows what `thumbnail` would.
    case transparent(PixelSize)

    /// The size of the picture.
    public var size: PixelSize {
        switch self {
        case .thumbnail(let image): image.size
        case .white(let size), .transparent(let size): size
        }
    }

    /// The size of the picture, where one can be drawn.
    func checkedSize() throws(HeatmapError) -> PixelSize {
        guard let count = size.pixelCount, count <= Image.maximumPixelCount else {
            throw .badSize(of: "canvas", size: "\(size)")
        }
        return size
    }

    /// What a pixel of the picture holds.
    var channels: Image.Channels {
        if case .transparent = self { return .rgba }
        return .rgb
    }
}
