import Testing

@testable import Slides

@Suite struct `Tile grids` {
    private func grid(
        _ name: String, coordinates: String? = nil, tileSide: Double? = nil, slideSize: SlideSize? = nil
    ) throws -> TileGrid {
        try TileGrid(
            of: FeatureFile(path: Fixtures.whole(name)),
            given: GivenGeometry(
                coordinates: coordinates.map(Fixtures.whole), tileSide: tileSide, slideSize: slideSize))
    }

    @Test(arguments: ["contiguous-f4", "gzip-f2", "big-endian", "leading-one", "latest-format", "name-as-bytes"])
    func `a TRIDENT file has all facts`(name: String) throws {
        let grid = try grid(name)
        let expected: [SIMD2<Double>] = (0..<70).map { SIMD2(Double(512 * ($0 % 10)), Double(512 * ($0 / 10))) }
        #expect(grid.origins == expected)
        #expect(grid.side == 512)
        #expect(grid.sideSource == .attributes("patch_size_level0", path: Fixtures.whole(name)))
        #expect(grid.slideSize == SlideSize(width: 5200, height: 3700))
        #expect(grid.slideSizeSource == .attributes("level0_width, level0_height", path: Fixtures.whole(name)))
        #expect(grid.magnification == 40)
        #expect(grid.extent == SlideSize(width: 5120, height: 3584))
    }

    @Test(arguments: ["side-as-float", "side-as-list", "side-from-magnifications"])
    func `the tile side is read in every notation`(name: String) throws {
        #expect(try grid(name).side == 512)
    }

    @Test func `a CLAM coordinates file gives the tile side and the slide size`() throws {
        let grid = try grid("clam", coordinates: "clam_patches")
        #expect(grid.side == 1024)
        #expect(grid.sideSource == .attributes("patch_size, downsample", path: Fixtures.whole("clam_patches")))
        // 3000 * 4.0001, 2000 * 4.0003
        #expect(grid.slideSize == SlideSize(width: 12000, height: 8001))
        #expect(grid.origins[11] == SIMD2(1024, 1024))
    }

    @Test func `features without coordinates get them from another file`() throws {
        let grid = try grid("features-only", coordinates: "trident_patches")
        #expect(grid.side == 512)
        #expect(grid.origins.count == 70)
    }

    @Test func `the caller's facts take precedence over attributes`() throws {
        let grid = try grid("contiguous-f4", tileSide: 300.5, slideSize: SlideSize(width: 6000, height: 6000))
        #expect(grid.side == 300.5)
        #expect(grid.sideSource == .given(.tileSide))
        #expect(grid.slideSize == SlideSize(width: 6000, height: 6000))
        #expect(grid.slideSizeSource == .given(.slideSize))
    }

    @Test(arguments: ["disagreeing-sides", "text-as-side", "scattered-tiles-without-side", "zero-magnification"])
    func `a given tile side replaces missing or wrong attributes`(fault: String) throws {
        let features = try FeatureFile(path: Case.folder(fault) + "slide.h5")
        #expect(try TileGrid(of: features, given: GivenGeometry(tileSide: 512)).side == 512)
    }

    @Test func `a given slide size replaces missing or wrong attributes`() throws {
        let features = try FeatureFile(path: Case.folder("outside-the-slide") + "slide.h5")
        #expect(throws: Never.self) {
            try TileGrid(of: features, given: GivenGeometry(slideSize: SlideSize(width: 5200, height: 3700)))
        }
    }

    @Test func `an unknown slide size stays unknown`() throws {
        let grid = try grid("no-slide-size")
        #expect(grid.slideSize == nil)
        #expect(grid.slideSizeSource == nil)
    }

    @Test func `tiles may cross the slide's border but not lie beyond it`() throws {
        let grid = try grid("no-slide-size")
        #expect(throws: Never.self) { try grid.requireInside(SlideSize(width: 4609, height: 3073), path: "slide.h5") }
        #expect(throws: SlideError.self) {
            try grid.requireInside(SlideSize(width: 4608, height: 3073), path: "slide.h5")
        }
    }
}
