internal import Heatmaps
internal import Images
internal import Slides

/// What a heatmap is drawn on, and how large the slide beneath it is.
struct Layer {
    let background: Background
    let slide: PixelSize

    /// The longest side of a picture whose size is ours to choose.
    static let defaultSide = 2000

    /// Reads the thumbnail and lays it over the slide; without one, the tiles alone tell how large the picture is.
    init(
        _ tiles: TileGrid, thumbnail: String?, kind: RenderCommand.BackgroundKind?, maxSide: Int?, features: String
    ) throws {
        guard let thumbnail else {
            let size = tiles.slideSize ?? tiles.extent
            slide = PixelSize(width: size.width, height: size.height)
            let canvas = slide.fitted(toLongestSide: maxSide ?? Self.defaultSide)
            background = kind == .transparent ? .transparent(canvas) : .white(canvas)
            return
        }
        guard let size = tiles.slideSize else { throw RenderError.unknownSlideSize(path: features) }
        slide = PixelSize(width: size.width, height: size.height)
        let image = try Image(contentsOf: thumbnail)
        _ = try ThumbnailGeometry(
            path: thumbnail, imageWidth: image.width, imageHeight: image.height, slideSize: size)
        let canvas = image.size.fitted(toLongestSide: maxSide ?? max(image.width, image.height))
        switch kind {
        case .white: background = .white(canvas)
        case .transparent: background = .transparent(canvas)
        case .thumbnail, nil: background = .thumbnail(canvas == image.size ? image : image.resized(to: canvas))
        }
    }
}
