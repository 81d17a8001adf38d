import Testing

@testable import Slides

@Suite struct `Tiles in memory` {
    private struct Tiles: TiledFile {
        let path: String
        let tileCount: Int
        let places: TilePlaces.Source
    }

    @Test func `are placed without a look at the files beside their name`() throws {
        // CLAM's patches lie near this name, and have other tiles.
        let points: [SIMD2<Double>] = [[0, 0], [512, 0], [0, 512], [512, 512]]
        let path = Case.folder("clam-step-of-half-a-tile") + "h5_files/slide.h5"
        let places = try TilePlaces(path: "coords", points: points)
        #expect(NeighbouringFiles.coordinates(of: path) != nil)
        let grid = try TileGrid(of: Tiles(path: path, tileCount: 4, places: .inMemory(places)))
        #expect(grid.origins == points && grid.side == 512)
        guard case .stride = grid.sideSource else {
            Issue.record("\(grid.sideSource)")
            return
        }
        #expect(
            throws: SlideError.differentTileCounts(
                features: path, featureCount: 5, coordinates: "coords", coordinateCount: 4)
        ) {
            _ = try TileGrid(of: Tiles(path: path, tileCount: 5, places: .inMemory(places)))
        }
    }
}
