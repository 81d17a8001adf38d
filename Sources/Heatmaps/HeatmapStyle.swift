internal import Images

/// How tiles are drawn.
public enum HeatmapStyle: Sendable, Equatable {
    /// Each tile is a rectangle with its own value. Where tiles overlap, the value is their exact mean.
    case tiles
    /// The mean of the tiles is smoothed with a Gaussian within the tiles' area. `sigma` is in pixels of the picture;
    /// `nil` means three quarters of a tile's side.
    case smooth(sigma: Double? = nil)

    /// The default standard deviation, in tile sides. It smooths the tiles' borders away and little else.
    static let defaultSigma = 0.75

    /// The standard deviations along both axes in pixels of a canvas; `nil` without smoothing.
    func sigma(of tiles: TileLayout, on canvas: PixelSize) throws(HeatmapError) -> SIMD2<Double>? {
        switch self {
        case .tiles:
            return nil
        case .smooth(let sigma?):
            guard sigma.isFinite, sigma > 0 else { throw .badSigma(sigma) }
            return [sigma, sigma]
        case .smooth(nil):
            let sides = SIMD2(
                tiles.side * Double(canvas.width) / Double(tiles.slide.width),
                tiles.side * Double(canvas.height) / Double(tiles.slide.height))
            return sides * HeatmapStyle.defaultSigma
        }
    }
}
