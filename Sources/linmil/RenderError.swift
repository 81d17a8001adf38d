/// Why a slide cannot be drawn although its files are sound.
enum RenderError: Error, CustomStringConvertible {
    /// A thumbnail can only be laid over a slide whose size is known.
    case unknownSlideSize(path: String)
    /// The raster refuses the tiles; it does not know the file's name.
    case notDrawable(path: String, reason: String)

    var description: String {
        switch self {
        case .unknownSlideSize(let path):
            "\(path): 'coords' does not say how large the slide is, which a thumbnail needs to lie right; give "
                + "--slide-size WxH in level-0 pixels, or the slide's coordinates file (--coords)"
        case .notDrawable(let path, let reason):
            "\(path): \(reason)"
        }
    }
}
