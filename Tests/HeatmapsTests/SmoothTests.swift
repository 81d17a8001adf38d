import Foundation
import Images
import Testing

@testable import Heatmaps

struct SmoothTests {
    /// One step of a colour map: the largest error of cells and linear interpolation.
    static let tolerance: Float = 1 / 256

    private func field(of expected: HeatmapTests.Case, sigma: Double) -> SmoothField {
        let raster = Raster(values: expected.values, tiles: expected.layout, canvas: expected.size)
        return SmoothField(raster, sigma: [sigma, sigma])
    }

    private func values(of field: SmoothField) -> [Float] {
        var values: [Float] = []
        field.forEachBand { (band) throws(Never) in
            for _ in band.rows {
                values += band.values.indices.map { band.counts[$0] > 0 ? Float(band.values[$0]) : .nan }
            }
        }
        return values
    }

    @Test(arguments: [
        ("overlapping", "1.3"), ("overlapping", "5"), ("two-contours", "4"), ("two-contours", "12"), ("grid", "40"),
    ])
    func `a smooth field equals scipy's Gaussian over covered pixels`(name: String, sigma: String) throws {
        let picture = try Fixtures.json("pictures/\(name).json", as: HeatmapTests.Case.self)
        let expected = try Fixtures.floats("smooth/\(name)-\(sigma).f32")
        let found = try values(of: field(of: picture, sigma: #require(Double(sigma))))
        #expect(found.map(\.isNaN) == expected.map(\.isNaN))
        let largest = zip(found, expected).map { $0.isNaN ? 0 : abs($0 - $1) }.max() ?? 1
        #expect(largest < Self.tolerance, "off by \(largest)")
    }

    @Test func `pixels outside the tiles are exactly the thumbnail's`() throws {
        let picture = try Fixtures.json("pictures/two-contours.json", as: HeatmapTests.Case.self)
        var heatmap = try Heatmap(values: picture.values, tiles: picture.layout)
        heatmap.style = .smooth()
        let drawn = try heatmap.drawn(over: .thumbnail(picture.thumbnail), colorMap: .magma, alpha: 1)
        heatmap.style = .tiles
        let crisp = try heatmap.drawn(over: .transparent(picture.size), colorMap: .magma, alpha: 1)
        for pixel in 0..<crisp.width * crisp.height where crisp.pixels[4 * pixel + 3] == 0 {
            let samples = 3 * pixel..<3 * pixel + 3
            #expect(drawn.pixels[samples] == picture.thumbnail.pixels[samples])
        }
    }

    @Test(arguments: [0.01, 1, 7, 1e4, 1e300])
    func `a constant field stays constant, however wide the Gaussian`(sigma: Double) throws {
        var picture = try Fixtures.json("pictures/two-contours.json", as: HeatmapTests.Case.self)
        for value in [0, 0.5, 1] {
            picture.values = picture.values.map { _ in value }
            #expect(values(of: field(of: picture, sigma: sigma)).allSatisfy { $0.isNaN || Double($0) == value })
        }
    }

    @Test func `the order of the tiles does not matter, and every run is the same`() throws {
        let picture = try Fixtures.json("pictures/overlapping.json", as: HeatmapTests.Case.self)
        var turned = picture.layout
        turned.origins.reverse()
        let heatmaps = try [
            Heatmap(values: picture.values, tiles: picture.layout),
            Heatmap(values: picture.values.reversed(), tiles: turned),
            Heatmap(values: picture.values, tiles: picture.layout),
        ]
        let drawn = try heatmaps.map { heatmap in
            var heatmap = heatmap
            heatmap.style = .smooth()
            return try heatmap.drawn(over: .white(picture.size), colorMap: .viridis, alpha: 0.4)
        }
        #expect(drawn[0] == drawn[1] && drawn[0] == drawn[2])
    }

    @Test(arguments: [1e-300, 1e-9, 1.7e308])
    func `tiles of any side are smoothed without a crash`(side: Double) throws {
        let size = PixelSize(width: 9, height: 7)
        let layout = TileLayout(origins: [[0, 0], [4, 4], [-side / 2, 0]], side: side, slide: size)
        var heatmap = try Heatmap(values: [0, 1, 0.5], tiles: layout)
        heatmap.style = .smooth()
        #expect(try heatmap.drawn(over: .white(size)).size == size)
    }

    @Test(arguments: [0, -1, .infinity, .nan])
    func `a Gaussian without width is refused`(sigma: Double) throws {
        let size = PixelSize(width: 4, height: 4)
        var heatmap = try Heatmap(values: [1], tiles: TileLayout(origins: [[0, 0]], side: 2, slide: size))
        heatmap.style = .smooth(sigma: sigma)
        let error = #expect(throws: HeatmapError.self) { try heatmap.drawn(over: .white(size)) }
        #expect(error?.description.contains("smoothing over \(sigma) pixels") == true)
    }
}
