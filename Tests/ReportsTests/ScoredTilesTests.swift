import Foundation
import Heatmaps
import LinMIL
import Results
import Testing

@testable import Reports

@Suite struct `Tiles with their scores` {
    private let folder = FileManager.default.temporaryDirectory.path

    private static let tiles = try? ScoredTiles(
        SlideResult(
            features: FileReference("=1+1, \"a\"", fingerprint: nil), score: .model(.cls), scores: [0.25, 1, 0.5],
            origins: [[0, 0], [20.5, 0], [0, 16]], tileSide: 16),
        normalization: .minmax)

    /// Returns what `body` writes to a file.
    private func text(_ ending: String, _ body: (String) throws -> Void) throws -> String {
        let path = "\(folder)/linmil-\(UUID().uuidString).\(ending)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
        return try String(contentsOfFile: path, encoding: .utf8)
    }

    @Test func `make a table without formulas for a spreadsheet`() throws {
        let tiles = try #require(Self.tiles)
        let table = try text("csv") { try tiles.writeCSV(to: $0) }
        let slide = "\"'=1+1, \"\"a\"\"\""
        #expect(
            table.replacing("\r\n", with: "\n") == """
                slide,x,y,tile_size,score,rank,normalised
                \(slide),0,0,16,0.25,0.3333333333333333,0
                \(slide),20.5,0,16,1,1,1
                \(slide),0,16,16,0.5,0.6666666666666666,0.3333333333333333

                """)
    }

    @Test(arguments: [
        ("slide 7", "slide 7"), ("", ""), ("=A1", "'=A1"), ("+A1", "'+A1"), ("-1", "-1"), ("@x", "'@x"),
        ("\tx", "'\tx"), ("\rx", "\"'\rx\""), ("\r\nx", "\"'\r\nx\""), ("a=b", "a=b"), ("a,b", "\"a,b\""),
        ("a\"b", "\"a\"\"b\""), ("a\nb", "\"a\nb\""), ("a\r\nb", "\"a\r\nb\""), ("=\u{301}x", "'=\u{301}x"),
    ]) func `keep the slide's name in its cell`(name: String, cell: String) {
        #expect(CSVCell.text(name) == cell)
    }

    /// Compared with Python's `uuid.uuid5`.
    @Test func `have the same identifiers in every run`() {
        #expect(
            TileIdentifier(slide: "tumor-01").text(tile: 131, origin: [7168, 7168])
                == "e525bd88-7b0d-53c1-a0b0-8277268df2ac")
        #expect(
            TileIdentifier(slide: "Ä b/c").text(tile: 0, origin: [20.5, -3]) == "ca44798d-92a9-56ab-9b45-c42c87962cbe")
    }

    private struct Collection: Decodable {
        struct Feature: Decodable {
            struct Geometry: Decodable {
                let type: String
                let coordinates: [[[Double]]]
            }

            struct Properties: Decodable {
                let objectType: String
                let measurements: [String: Double]
            }

            let type: String
            let id: UUID
            let geometry: Geometry
            let properties: Properties
        }

        let type: String
        let features: [Feature]
    }

    private func collection(_ body: (String) throws -> Void) throws -> Collection {
        try JSONDecoder().decode(Collection.self, from: Data(try text("geojson", body).utf8))
    }

    @Test func `are closed rings with measurements`() throws {
        let tiles = try #require(Self.tiles)
        let file = try collection { try tiles.writeGeoJSON(to: $0, tiles: [0, 1, 2]) }
        #expect(file.type == "FeatureCollection" && file.features.map(\.type) == ["Feature", "Feature", "Feature"])
        #expect(file.features.allSatisfy { $0.properties.objectType == "detection" && $0.geometry.type == "Polygon" })
        let rings = file.features.flatMap(\.geometry.coordinates)
        #expect(rings[1] == [[20.5, 0], [36.5, 0], [36.5, 16], [20.5, 16], [20.5, 0]])
        for ring in rings {
            let area = zip(ring, ring.dropFirst()).map { $0[0] * $1[1] - $1[0] * $0[1] }.reduce(0, +) / 2
            #expect(ring.first == ring.last && area == 256)
        }
        #expect(file.features[2].properties.measurements == ["cls": 0.5, "rank": 2.0 / 3, "normalised": 1.0 / 3])
        #expect(Set(file.features.map(\.id)).count == 3)
    }

    private static func named(_ score: Score, _ classes: [String] = ["normal", "tumor, \"big\""]) throws -> ScoredTiles
    {
        try ScoredTiles(
            SlideResult(
                features: FileReference("a", fingerprint: nil),
                prediction: Prediction(classes: classes, logits: [0, 1]),
                score: TileScore(score, depth: 2, predictedClass: 1), scores: [1, 0.5], origins: [[0, 0], [16, 0]],
                tileSide: 16), normalization: .minmax)
    }

    @Test func `have measurements and columns that name score and class`() throws {
        let tiles = try Self.named(.relevance)
        let file = try collection { try tiles.writeGeoJSON(to: $0, tiles: [1]) }
        let name = "relevance tumor, \"big\""
        // Of two-sided scores, 0 has the middle value.
        #expect(
            file.features[0].properties.measurements == [name: 0.5, name + " rank": 0.75, name + " normalised": 0.75])
        let table = try text("csv") { try tiles.writeCSV(to: $0) }
        let cell = "relevance_tumor, \"\"big\"\""
        #expect(
            table.hasPrefix(
                "slide,x,y,tile_size,\"\(cell)\",\"\(cell)_rank\",\"\(cell)_normalised\"\r\na,0,0,16,1,1,1\r\n"))
    }

    @Test(arguments: [
        (Score.cls, ["cls", "rank", "normalised"]), (.attn, ["attn", "rank", "normalised"]),
        (.rollout, ["rollout", "rollout rank", "rollout normalised"]),
        (
            Score(.cls, block: 0, head: .max),
            ["cls block 0 head max", "cls block 0 head max rank", "cls block 0 head max normalised"]
        ), (Score(.single, class: 0), ["single a", "single a rank", "single a normalised"]),
    ])
    func `keep the old names for the old scores`(score: Score, names: [String]) throws {
        #expect(try Self.named(score, ["a", "b"]).names(separator: " ") == names)
    }

    @Test func `keep their identifiers if only some are written, or from another corner`() throws {
        let tiles = try #require(Self.tiles)
        let all = try collection { try tiles.writeGeoJSON(to: $0, tiles: [0, 1, 2]) }
        let part = try collection { try tiles.writeGeoJSON(to: $0, tiles: [1], as: .tile, from: [20, 10]) }
        #expect(part.features.map(\.id) == [all.features[1].id])
        #expect(part.features[0].properties.objectType == "tile")
        #expect(part.features[0].geometry.coordinates[0].first == [0.5, -10])
        #expect(try collection { try tiles.writeGeoJSON(to: $0, tiles: []) }.features.isEmpty)
    }
}
