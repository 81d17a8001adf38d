import Foundation
import Testing

@testable import Slides

/// The tiles that regions choose.
@Suite struct `A part of a slide` {
    /// Reads regions from a text.
    private func region(_ text: String) throws -> RegionFile {
        let path = FileManager.default.temporaryDirectory.path + "/\(UUID()).geojson"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try RegionFile(path: path)
    }

    private func box(_ low: SIMD2<Double>, _ high: SIMD2<Double>) -> String {
        """
        {"type":"Polygon","coordinates":[[[\(low.x),\(low.y)],[\(high.x),\(low.y)],[\(high.x),\(high.y)],\
        [\(low.x),\(high.y)],[\(low.x),\(low.y)]]]}
        """
    }

    @Test(arguments: ["contiguous-f4", "rows-f2", "gzip-f4", "big-endian", "rows-f8"])
    func `has the rows and the places of its tiles, in blocks of any size`(name: String) throws {
        let file = try FeatureFile(path: Fixtures.whole(name))
        let tiles = try TileGrid(of: file)
        let centres = tiles.origins.map { $0 + tiles.side / 2 }
        // Every second column at least, so that there are gaps between rows.
        let middle = tiles.extent.width / 2
        let part = try TilePart(
            of: tiles, without: [region(box(.zero, SIMD2(Double(middle), Double(tiles.extent.height))))])
        let expected = centres.indices.filter { centres[$0].x > Double(middle) }
        #expect(part.numbers == expected && part.slideTileCount == file.tileCount)
        #expect(tiles.keeping(part).origins == expected.map { tiles.origins[$0] })
        let all = try file.values(0..<file.tileCount)
        let kept = file.keeping(part)
        #expect(kept.tileCount == expected.count && kept.part == part)
        for size in [1, 7, expected.count] {
            let blocks = try stride(from: 0, to: expected.count, by: size).map {
                try kept.values($0..<min(expected.count, $0 + size))
            }
            #expect(Array(blocks.joined()) == expected.map { all[$0] })
        }
    }

    @Test func `rows far from each other are read one by one`() throws {
        let file = try FeatureFile(path: Fixtures.whole("gzip-f4"))
        let tiles = try TileGrid(of: file)
        let ends = [0, 69].map { box(tiles.origins[$0], tiles.origins[$0] + tiles.side) }
        let part = try TilePart(of: tiles, only: [region("[\(ends.joined(separator: ","))]")])
        #expect(part.numbers.first == 0 && part.numbers.last == 69)
        #expect(
            try file.keeping(part).values(0..<part.numbers.count)
                == part.numbers.map { try file.values($0..<$0 + 1)[0] })
    }

    @Test func `a corner of a scanned part shifts the regions`() throws {
        let file = try FeatureFile(path: Fixtures.whole("contiguous-f4"))
        let tiles = try TileGrid(of: file)
        let corner = SIMD2(100.0, 200)
        let first = tiles.origins[3] - corner
        let part = try TilePart(of: tiles, only: [region(box(first + 1, first + tiles.side - 1))], from: corner)
        #expect(part.numbers.contains(3))
        #expect(part.only.map(\.tileCount) == [part.numbers.count])
    }
}
