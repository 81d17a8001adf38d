/// How a thumbnail lies over its slide: the whole slide, with a scale of its own for each axis.
public struct ThumbnailGeometry: Equatable, Sendable {
    /// Level-0 pixels for one pixel of the thumbnail, along x and y.
    public let scale: SIMD2<Double>

    /// The part by which the aspects may differ: more than rounding a thumbnail's sides to pixels can explain.
    static let aspectTolerance = 0.01

    /// Lays an image of `width` x `height` pixels over a slide.
    ///
    /// - Throws: `SlideError.thumbnailAspect` if its aspect differs from the slide's by more than one percent: a cropped
    ///   picture, or one of another slide, would put every tile in a wrong place.
    public init(path: String, imageWidth width: Int, imageHeight height: Int, slideSize: SlideSize) throws(SlideError) {
        precondition(width > 0 && height > 0, "a thumbnail of \(width) x \(height) px")
        let scale = SIMD2(
            Double(slideSize.width) / Double(width),
            Double(slideSize.height) / Double(height))
        guard abs(scale.x / scale.y - 1) <= Self.aspectTolerance else {
            throw .thumbnailAspect(path: path, width: width, height: height, slideSize: slideSize)
        }
        self.scale = scale
    }
}
