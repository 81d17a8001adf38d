internal import Images

/// The values of a heatmap at every pixel of a canvas, in bands from top to bottom.
enum Field {
    /// Tiles with sharp borders.
    case tiles(Raster)
    /// Smoothed tiles.
    case smooth(SmoothField)
    /// Tiles rounded and added as in another tool.
    case compatible(CompatibleRaster)

    init(_ raster: Raster, sigma: SIMD2<Double>?) {
        self = sigma.map { .smooth(SmoothField(raster, sigma: $0)) } ?? .tiles(raster)
    }

    /// Calls `body` with the bands of the canvas, from top to bottom.
    func forEachBand<Failure: Error>(_ body: (borrowing Band) throws(Failure) -> Void) throws(Failure) {
        switch self {
        case .tiles(let raster): try raster.forEachBand(body)
        case .smooth(let field): try field.forEachBand(body)
        case .compatible(let raster): try raster.forEachBand(body)
        }
    }

    /// Returns the lowest value of the field that reaches a level.
    func reached(_ level: Double) -> Double {
        switch self {
        case .tiles, .compatible: level
        case .smooth: SmoothField.rounded(Float(level))
        }
    }
}
