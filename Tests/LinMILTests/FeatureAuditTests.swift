import Testing

@testable import LinMIL

/// Features that carry little or nothing are noticed while they are read.
@Suite struct `Features that carry nothing` {
    private static func model() throws -> Model {
        try Model(
            random: Configuration(inputDimension: 8, classes: 2, latentDimension: 16, depth: 2, heads: 2), seed: 3)
    }

    /// 1,000 tiles, so that several blocks and threads are at work.
    private static func features(_ value: (_ tile: Int, _ feature: Int) -> Float) -> FeatureSource {
        FeatureSource((0..<8000).map { value($0 / 8, $0 % 8) }, width: 8, name: "slide.h5")
    }

    @Test func `all zero are refused`() throws {
        let model = try Self.model()
        for zero in [Float(0), -0.0] {
            #expect(throws: ModelError.zeroFeatures(features: "slide.h5", tiles: 1000)) {
                try model.forward(Self.features { _, _ in zero })
            }
        }
    }

    @Test(arguments: [1, 2, 7]) func `zero tiles are counted, with the first of them`(threads: Int) throws {
        let model = try Self.model()
        let some = try model.forward(Self.features { tile, _ in tile % 2 == 1 ? 0 : Float(tile) }, threads: threads)
        #expect(some.findings == FeatureFindings(zeroTiles: 501, firstZeroTile: 0, allTilesAlike: false))
        let last = try model.forward(Self.features { tile, _ in tile == 999 ? 0 : 1 }, threads: threads)
        #expect(last.findings == FeatureFindings(zeroTiles: 1, firstZeroTile: 999, allTilesAlike: false))
        let partly = try model.forward(Self.features { _, feature in feature == 7 ? 1e-30 : 0 }, threads: threads)
        #expect(partly.findings.zeroTiles == 0)
    }

    @Test(arguments: [1, 2, 7]) func `tiles that are all alike are told from tiles of which one differs`(threads: Int)
        throws
    {
        let model = try Self.model()
        let alike = try model.forward(Self.features { _, feature in Float(feature) }, threads: threads)
        #expect(alike.findings == FeatureFindings(zeroTiles: 0, firstZeroTile: nil, allTilesAlike: true))
        for odd in [0, 1, 500, 999] {
            let source = Self.features { tile, feature in tile == odd && feature == 7 ? 9 : Float(feature) }
            #expect(try !model.forward(source, threads: threads).findings.allTilesAlike)
        }
        let one = FeatureSource([Float](repeating: 1, count: 8), width: 8)
        #expect(try !model.forward(one).findings.allTilesAlike)
    }
}
