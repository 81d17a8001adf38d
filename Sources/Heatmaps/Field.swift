internal import Images

/// The values of a heatmap at every pixel of a canvas, as a sweep of bands from top to bottom.
enum Field {
    /// Tiles with borders.
    case tiles(Raster)
    /// Tiles smoothed into each other.
    case smooth(SmoothField)
    /// Tiles as another tool rounds and adds them.
    case compatible(CompatibleRaster)

    init(_ raster: Raster, sigma: SIMD2<Double>?) {
        self = sigma.map { .smooth(SmoothField(raster, sigma: $0)) } ?? .tiles(raster)
    }

    /// Calls `body` with the bands of the canvas, from the top to the last row.
    func forEachBand<Failure: Error>(_ body: (borrowing Band) throws(Failure) -> Void) throws(Failure) {
        switch self {
        case .tiles(let raster): try raster.forEachBand(body)
        case .smooth(let field): try field.forEachBand(body)
        case .compatible(let raster): try raster.forEachBand(body)
        }
    }

    /// The least value of the field that counts as reaching a level.
    func reached(_ level: Double) -> Double {
        switch self {
        case .tiles, .compatible: level
        case .smooth: SmoothField.rounded(Float(level))
        }
    }
}
