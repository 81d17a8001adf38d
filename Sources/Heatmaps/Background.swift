public import Images

/// What is under the heatmap. It also sets the size of the picture.
public enum Background: Sendable {
    /// A picture of the whole slide. Its transparent parts count as white.
    case thumbnail(Image)
    /// A white background of this size.
    case white(PixelSize)
    /// No background. Pixels with a tile have the tile's colour and the overlay's opacity; all other pixels are fully
    /// transparent. A viewer that lays this picture over the slide shows the same as `thumbnail`.
    case transparent(PixelSize)

    /// The size of the picture.
    public var size: PixelSize {
        switch self {
        case .thumbnail(let image): image.size
        case .white(let size), .transparent(let size): size
        }
    }

    /// Returns the size of the picture, or throws if the picture is empty or too large.
    ///
    /// - Parameter isPossible: whether a picture may have a size.
    func checkedSize(
        _ isPossible: (PixelSize) -> Bool = Image.isPossible
    ) throws(HeatmapError) -> PixelSize {
        guard isPossible(size) else { throw .badSize(of: "canvas", size: "\(size)") }
        return size
    }

    /// The channels of a pixel of the picture.
    var channels: Image.Channels {
        if case .transparent = self { return .rgba }
        return .rgb
    }
}
