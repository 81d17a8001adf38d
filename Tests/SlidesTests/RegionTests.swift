import Foundation
import Testing

@testable import Slides

/// Annotations as GeoJSON, and which points lie in them.
@Suite struct `Regions of a slide` {
    /// What shapely finds.
    private struct Expected: Decodable {
        let points: [[Double]]
        let inside: String
    }

    private static let folder = Fixtures.folder + "regions/"

    /// Writes a file that is removed afterwards, and reads its regions.
    @discardableResult private func read(_ text: String) throws -> RegionFile { try read(Array(text.utf8)) }

    @discardableResult private func read(_ bytes: [UInt8]) throws -> RegionFile {
        let path = FileManager.default.temporaryDirectory.path + "/\(UUID()).geojson"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try RegionFile(path: path)
    }

    private func polygon(_ rings: String) -> String { #"{"type":"Polygon","coordinates":[\#(rings)]}"# }
    private let square = "[[0,0],[4,0],[4,4],[0,4],[0,0]]"

    @Test(arguments: ["holes", "parts", "list", "decimals", "pixels", "slanted"])
    func `points lie in polygons with holes, in parts and on borders where shapely says so`(name: String) throws {
        let expected = try JSONDecoder().decode(
            [String: Expected].self, from: Data(contentsOf: URL(fileURLWithPath: Self.folder + "expected.json")))
        let known = try #require(expected[name])
        let region = try RegionFile(path: Self.folder + name + ".geojson")
        let found = try region.contains(known.points.map { SIMD2($0[0], $0[1]) })
        let differing = zip(found, known.inside).enumerated().filter { $1.0 != ($1.1 == "1") }.map(\.offset)
        #expect(differing.isEmpty, "\(differing.prefix(5).map { known.points[$0] })")
        #expect(known.inside.contains("1") && known.inside.contains("0"))
    }

    @Test func `corners, sides and the borders of holes belong to a region, its holes do not`() throws {
        let region = try read(polygon("\(square),[[1,1],[3,1],[3,3],[1,3],[1,1]]"))
        let points: [SIMD2<Double>] = [
            [0, 0], [2, 0], [4, 4], [0, 2], [1, 1], [2, 1], [2, 2], [0.5, 2], [-1, 0], [5, 0], [4, 5],
        ]
        let isInside = [true, true, true, true, true, true, false, true, false, false, false]
        let found = try region.contains(points)
        #expect(found == isInside)
    }

    @Test func `a ring may touch itself in a corner, and run back along itself`() throws {
        // Two triangles that meet in (2, 2), and a spike from (4, 2).
        let region = try read(polygon("[[0,0],[2,2],[4,0],[4,2],[6,2],[4,2],[4,4],[2,2],[0,4],[0,0]]"))
        let points = [SIMD2(2.0, 2), SIMD2(1, 2), SIMD2(3, 2), SIMD2(2, 1), SIMD2(2, 3), SIMD2(5, 2), SIMD2(5, 2.5)]
        #expect(try region.contains(points) == [true, true, true, false, false, true, false])
    }

    @Test func `a third number of a position, members of QuPath and a byte order mark change nothing`() throws {
        let text = """
            \u{FEFF}{"type": "FeatureCollection", "name": "a", "features": [{"type": "Feature", "id": "x",
            "properties": {"objectType": "annotation", "classification": {"name": "Pen \\" [", "color": [1, 2, 3]}},
            "geometry": {"coordinates": [[[0, 0, 7], [4e0, 0.0, 7], [4, 4, 7], [0, 4, 7], [-0, 0, 7]]], "plane": {"z": 1},
            "type": "Polygon"}}, {"type": "Feature", "geometry": null, "properties": null}]}
            """
        let region = try read(text)
        #expect(region.polygonCount == 1 && region.leftAside == ["1 feature without geometry"])
        #expect(try region.contains([SIMD2(4, 2), SIMD2(4.1, 2)]) == [true, false])
    }

    @Test func `points and lines beside polygons are counted`() throws {
        let text = """
            {"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,1]},\(polygon(square)),
            {"type":"LineString","coordinates":[[1,1],[2,2]]},{"type":"MultiPoint","coordinates":[[1,1],[2,2]]},
            {"type":"Point","coordinates":[9,9]},{"type":"MultiLineString","coordinates":[[[1,1],[2,2]]]}]}
            """
        let region = try read(text)
        #expect(region.leftAside == ["1 LineString", "1 MultiLineString", "1 MultiPoint", "2 Point"])
        #expect(try region.contains([SIMD2(9, 9), SIMD2(1, 1)]) == [false, true])
    }

    /// Texts that are refused, and a part of the sentence.
    static let faults: [(text: String, words: String)] = [
        (#"{"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,4]]]}"#, "is not closed, it begins at (0, 0)"),
        (#"{"type":"Polygon","coordinates":[[[0,0],[4,0],[0,0]]]}"#, "has 3 positions, expected at least 4"),
        (#"{"type":"Polygon","coordinates":[[[0,0],[4,4],[4,0],[0,4],[0,0]]]}"#, "crosses itself near (2, 2)"),
        (#"{"type":"Polygon","coordinates":[[[0,0],[4,4],[8,8],[0,0]]]}"#, "has no area"),
        (#"{"type":"Polygon","coordinates":[[[0,0],[NaN,0],[4,4],[0,0]]]}"#, "NaN at byte"),
        (#"{"type":"Polygon","coordinates":[[[0,0],[-Infinity,0],[4,4],[0,0]]]}"#, "-Infinity at byte"),
        (#"{"type":"Polygon","coordinates":[[[0,0],[1e999,0],[4,4],[0,0]]]}"#, "the number 1e999"),
        (#"{"type":"Polygon","coordinates":[[[0,0],[1e12,0],[4,4],[0,0]]]}"#, "a coordinate of 1000000000000"),
        (#"{"type":"Polygon","coordinates":[[["0",0],[4,0],[4,4],[0,0]]]}"#, "'\"' at byte 35, expected a number"),
        (
            #"{"type":"Polygon","coordinates":[[0,0],[4,0],[4,4],[0,0]]}"#,
            "in 2 levels of lists, expected a list of rings"
        ),
        (#"{"type":"Polygon","coordinates":[[[0],[4,0],[4,4],[0,0]]]}"#, "expected ',' and a second number"),
        (#"{"type":"Polygon","coordinates":[]}"#, "a Polygon without positions"),
        (#"{"type":"Polygon","coordinates":null}"#, "in 0 levels of lists"),
        (#"{"type":"Polygon"}"#, "a Polygon without 'coordinates'"),
        (#"{"type":"Feature","properties":{}}"#, "a Feature without 'geometry'"),
        (#"{"type":"Feature","geometry":{"type":"Feature","geometry":null}}"#, "a Feature in place of a geometry"),
        (#"{"type":"Topology","objects":{}}"#, "the type 'Topology'"),
        (#"{"coords":[[0,0]]}"#, "an object without 'type'"),
        (#"{"type":"Point","type":"Polygon","coordinates":[1,1]}"#, "'type' twice in one object"),
        (#"{"type":"Point","coordinates":[1,1]}"#, "holds 1 Point, expected at least one polygon"),
        (#"{"type":"FeatureCollection","features":[]}"#, "holds no geometry"),
        ("[]", "holds no geometry"),
        ("[1,2]", "'1' at byte 1, expected an object of GeoJSON"),
        ("x,y\n1,2\n", "'x' at byte 0, expected an object of GeoJSON"),
        (#"{"type":"Polygon","coordinates":[[[0,0],[4,"#, "there is the end of the file, expected a number"),
        (#"{"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,0]]]} {}"#, "expected the end of the file"),
        (#"{"type":"Polygon","coordinates":[[[0,0],[04,0],[4,4],[0,0]]]}"#, "'0' at byte"),
        (String(repeating: "[", count: 200_000), "expected an object of GeoJSON"),
        (#"{"type":"Feature","properties":"# + String(repeating: "[", count: 200_000), "more than 256 arrays"),
        (#"{"type":"Polygon","coordinates":"# + String(repeating: "[", count: 200_000), "at most 4 lists"),
        (
            String(repeating: #"{"type":"GeometryCollection","geometries":["#, count: 20_000),
            "more than 256 arrays and objects"
        ),
        ("", "an empty file"),
    ]

    @Test(arguments: faults) func `what is no region gets one sentence`(fault: (text: String, words: String)) {
        #expect {
            try read(fault.text)
        } throws: { error in
            guard let error = error as? RegionError else { return false }
            let sentence = "\(error)"
            return sentence.contains(fault.words) && sentence.contains("; ") && !sentence.contains("\n")
        }
    }

    @Test func `UTF-16 and compressed files are named as such`() {
        for (bytes, words) in [
            ([0xFF, 0xFE, 0x7B, 0], "UTF-16"), ([0x1F, 0x8B, 8, 0], "gzip"), ([0x50, 0x4B, 3, 4], "zip"),
        ]
            as [([UInt8], String)]
        {
            #expect { try read(bytes) } throws: { "\($0)".contains(words) }
        }
    }

    @Test func `the reason for a ring names the polygon and the ring`() throws {
        let text = "[\(polygon(square)),\(polygon("\(square),[[1,1],[3,3],[3,1],[1,3],[1,1]]"))]"
        #expect {
            try read(text)
        } throws: { error in
            guard case RegionError.badRing(_, 2, 2, .crossing(let point)) = error else { return false }
            return point == SIMD2(2, 2)
        }
    }

    @Test func `a side on which points lie is exact for any direction`() {
        let (a, b) = (SIMD2(0.1, 0.1), SIMD2(0.7, 0.7))
        #expect(orientation(a, b, SIMD2(0.3, 0.3)) == 0)
        #expect(orientation(a, b, SIMD2(0.3, 0.3.nextUp)) == 1)
        #expect(orientation(a, b, SIMD2(0.3, 0.3.nextDown)) == -1)
    }
}
