package import Slides

/// How closely a page shows the slides themselves.
package struct DeepZoom: Sendable, Equatable, Codable {
    /// Micrometres of a pixel in the picture of the whole slide, about: the nearest that a power of two gives.
    package var mpp: Double
    /// The most regions around top tiles that are shown at the slide's full resolution.
    package var regions: Int

    /// The usual resolution of a whole slide: about that of a 5x objective, which shows glands and vessels.
    package static let usualMPP = 2.0
    /// As many regions as the page lists top tiles.
    package static let usualRegions = 24
    /// The micrometres that a tile of a page may have for a pixel.
    package static let resolutions = 0.01...100.0
    /// The quality of the JPEG tiles, from 1 to 100.
    static let quality = 80

    /// The side of a region in micrometres: the field of a 40x objective is about as wide.
    private static let field = 500.0
    /// The resolution that is assumed of a slide that does not state its own: that of most scanners at 40x.
    private static let assumedMPP = 0.25

    /// Chooses resolutions.
    package init(mpp: Double = usualMPP, regions: Int = usualRegions) { (self.mpp, self.regions) = (mpp, regions) }

    /// Returns the level-0 pixels for one pixel of the whole slide's picture: a power of two.
    ///
    /// - Parameter slideMPP: micrometres of a level-0 pixel; nil if unknown.
    func step(of slideMPP: Double?) -> Int {
        var (step, factor) = (1, mpp / (slideMPP ?? Self.assumedMPP))
        // The nearest power of two, as ratios go: 1.4 becomes 1, and 1.5 becomes 2.
        while factor > 2.0.squareRoot(), step < 1 << 20 { (step, factor) = (2 * step, factor / 2) }
        return step
    }

    /// Returns the side of a region around a tile, in level-0 pixels.
    func regionSide(of slideMPP: Double?, tileSide: Double) -> Int {
        let field = Self.field / (slideMPP ?? Self.assumedMPP)
        return Int(min(max(field, 2 * tileSide), 32_768).rounded(.up))
    }

    /// Returns about how many pixels a slide's tiles have in all.
    package func pixelCount(of region: SlideRegion, mpp: Double?, tileSide: Double) -> Int {
        let side = regionSide(of: mpp, tileSide: tileSide)
        let (whole, step) = (region.width * region.height, step(of: mpp))
        let (regions, _) = (side * side).multipliedReportingOverflow(by: self.regions)
        // The coarser levels add a third.
        return min(whole, whole / (step * step) + (step > 1 ? regions : 0)) / 3 * 4
    }

    /// Whether a slide's tiles are beside a page already, as far as their record tells without the slide.
    package func isMade(of file: String, beside page: String) -> Bool {
        DeepRecord(of: "\(ReportPage.deepFolder(of: page))/\(file)").map { $0.zoom == self } ?? false
    }

    /// The bytes of a pixel in the files, about, for the estimate beforehand. docs/report.md has measured ones.
    package static let estimatedBytesPerPixel = 0.35
}
