internal import Images

/// How values lie on the picture.
public enum HeatmapStyle: Sendable, Equatable {
    /// Each tile as a rectangle of its own value; where tiles overlap, their exact mean.
    case tiles
    /// The tiles' mean, smoothed by a Gaussian within the tiles' area. `sigma` is in pixels of the picture; `nil` takes
    /// three quarters of a tile's side.
    case smooth(sigma: Double? = nil)

    /// The standard deviation that smooths away the tiles' borders and little else, in tile sides.
    static let defaultSigma = 0.75

    /// The standard deviations along both axes in pixels of a canvas; `nil` where nothing is smoothed.
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
