import Foundation
import Testing

/// `linmil score -o` writes files for other programs, and for `linmil render`.
@Suite struct `Exporting scores` {
    let folder: ScratchFolder
    init() throws { folder = try ScratchFolder() }

    @discardableResult private func score(_ slide: String = Fixtures.slide, _ options: String...) async throws
        -> Command.Outcome
    {
        let outcome = try await Command.run(["score", slide, "--model", Fixtures.model] + options, in: folder)
        try #require(outcome.succeeded, "\(outcome.errors)")
        return outcome
    }

    private func text(_ name: String) throws -> String { String(decoding: try folder.bytes(of: name), as: UTF8.self) }

    /// The features of a GeoJSON file.
    private func features(_ name: String) throws -> [[String: Any]] {
        try #require(try jsonObject(try text(name))["features"] as? [[String: Any]])
    }

    /// The first corner of every ring.
    private func corners(_ name: String) throws -> [[Double]] {
        try features(name).map { feature in
            let geometry = try #require(feature["geometry"] as? [String: Any])
            let ring = try #require((geometry["coordinates"] as? [[[Double]]])?.first)
            #expect(ring.count == 5 && ring.first == ring.last)
            return try #require(ring.first)
        }
    }

    @Test func `as HDF5 renders like the features, with the prediction, without options`() async throws {
        let outcome = try await score(Fixtures.slide, "-o", "scores.h5")
        #expect(outcome.errors.hasPrefix("scores.h5: 64 tiles, predicted class"))
        let drawn = try await Command.run(
            ["render", "scores.h5", "--thumbnail", Fixtures.thumbnail, "--colormap", "coolwarm", "-o", "overlay.png"],
            in: folder)
        #expect(drawn.succeeded && !drawn.errors.contains("warning"), "\(drawn.errors)")
        #expect(drawn.errors.contains("cls score, predicted class"))
        try folder.expect("overlay.png", shows: Fixtures.golden("small"))
        let page = try await Command.run(["inspect", "scores.h5"], in: folder)
        for words in [
            "linmil_version", "\"cls\"", "sha256:", "[\"class 0\", \"class 1\", \"class 2\"]", "predicted_class",
        ] {
            #expect(page.output.contains(words), "\(page.output)")
        }
        let first = try folder.bytes(of: "scores.h5")
        try await score(Fixtures.slide, "-o", "scores.h5", "--threads", "1")
        #expect(try folder.bytes(of: "scores.h5") == first)
    }

    @Test func `as HDF5 keeps a tile side that the user gave`() async throws {
        let outcome = try await score(Fixtures.slide, "-o", "scores.h5", "--tile-size", "300")
        #expect(outcome.errors.contains("warning"))
        let drawn = try await Command.run(["render", "scores.h5", "-o", "overlay.png"], in: folder)
        #expect(drawn.succeeded && !drawn.errors.contains("warning"), "\(drawn.errors)")
    }

    @Test func `as an annotation has the normalised scores on the tiles' grid`() async throws {
        let outcome = try await score(Fixtures.slide, "-o", "s.annotation.json", "--colormap", "viridis")
        #expect(outcome.errors.hasPrefix("s.annotation.json: 64 tiles, predicted "))
        try await score(Fixtures.slide, "-o", "s.csv")
        let rows = try text("s.csv").components(separatedBy: "\r\n").dropFirst().map { $0.components(separatedBy: ",") }
        let normalised = rows.compactMap { $0.last.flatMap(Double.init) }
        let file = try jsonObject(try text("s.annotation.json"))
        #expect(file.keys.sorted() == ["attributes", "description", "elements", "name"])
        let grid = try #require((file["elements"] as? [[String: Any]])?.first)
        // 8 x 8 tiles with a side of 640, 512 apart, from (64, 32): the centres.
        #expect(grid["origin"] as? [Double] == [64 + 320, 32 + 320, 0])
        #expect(grid["gridWidth"] as? Int == 8 && grid["dx"] as? Double == 512 && grid["dy"] as? Double == 512)
        #expect(grid["type"] as? String == "griddata" && grid["interpretation"] as? String == "heatmap")
        let values = try #require(grid["values"] as? [Double])
        #expect(values.count == 64 && normalised.count == 64)
        // Foundation's JSON reader rounds the last digit.
        for (value, expected) in zip(values, normalised) { #expect(abs(value - expected) < 1e-14) }
        let colors = try #require(grid["colorRange"] as? [String])
        #expect(colors.count == 17 && (grid["rangeValues"] as? [Double])?.count == 17)
        // What has no tile is drawn as 0, so 0 has no colour.
        #expect(colors.first == "rgba(68, 1, 84, 0.00)" && colors.last == "rgba(253, 231, 36, 0.80)")
    }

    @Test func `as an annotation has an element for each sign`() async throws {
        try await score(
            Fixtures.slide, "-o", "s.annotation.json", "--score", "relevance,cls", "--class", "1", "--top", "20")
        #expect(try folder.names == ["s.cls.annotation.json", "s.relevance.annotation.json"])
        let file = try jsonObject(try text("s.relevance.annotation.json"))
        let parts = try #require(file["elements"] as? [[String: Any]])
        #expect(parts.count == 2)
        let names = parts.compactMap { ($0["label"] as? [String: String])?["value"] }
        #expect(
            names == ["Relevance for class 1: speaks for class 1", "Relevance for class 1: speaks against class 1"])
        // The 20 highest speak for the class, so none speaks against it.
        let values = parts.compactMap { $0["values"] as? [Double] }
        #expect(values[0].count { $0 > 0 } == 20 && values[1].allSatisfy { $0 == 0 })
        #expect(values[0].max() ?? 0 <= 1)
        #expect((parts[0]["colorRange"] as? [String])?.first == (parts[1]["colorRange"] as? [String])?.first)

        for (options, words) in [
            (["-o", "a.json", "--colormap", "jet"], "'--colormap' is for a file that ends in .annotation.json"),
            (
                ["-o", "a.annotation.json", "--object-type", "tile"],
                "'--object-type' is for a file that ends in .geojson"
            ),
            (["-o", "a.txt"], ".annotation.json file for HistomicsUI"),
        ] {
            let refused = try await Command.run(
                ["score", Fixtures.slide, "--model", Fixtures.model] + options, in: folder)
            #expect(refused.status == 64 && refused.errors.contains(words))
        }
    }

    @Test func `as GeoJSON has a ring and measurements for each tile`() async throws {
        try await score(Fixtures.slide, "-o", "all.geojson")
        try await score(Fixtures.slide, "-o", "scores.json")
        let scores = try ScoresFile(try text("scores.json"))
        #expect(try corners("all.geojson") == scores.coords)
        let measurements = try features("all.geojson").map { feature in
            let properties = try #require(feature["properties"] as? [String: Any])
            #expect(properties["objectType"] as? String == "detection")
            return try #require(properties["measurements"] as? [String: Double])
        }
        #expect(measurements.map { $0["cls"] } == scores.scores)
        #expect(measurements.allSatisfy { $0.keys.sorted() == ["cls", "normalised", "rank"] })
        #expect(measurements.map { $0["normalised"] ?? -1 }.max() == 1)
        let ids = try features("all.geojson").compactMap { $0["id"] as? String }
        #expect(Set(ids.compactMap(UUID.init(uuidString:))).count == 64)
    }

    @Test(arguments: [("5", 5), ("10%", 7), ("1000", 64)])
    func `as GeoJSON can be limited to the strongest tiles`(top: String, count: Int) async throws {
        let outcome = try await score(
            Fixtures.slide, "--top", top, "--object-type", "tile", "--normalize", "rank", "-o", "top.geojson")
        #expect(outcome.errors.hasPrefix("top.geojson: \(count == 64 ? "" : "\(count) of ")64 tiles"))
        let properties = try features("top.geojson").compactMap { $0["properties"] as? [String: Any] }
        #expect(properties.count == count && properties.allSatisfy { $0["objectType"] as? String == "tile" })
        let values = properties.compactMap { $0["measurements"] as? [String: Double] }
        #expect(values.allSatisfy { $0["rank"] == $0["normalised"] && ($0["rank"] ?? 0) > Double(64 - count) / 64 })
    }

    @Test(.enabled(if: Fixtures.hasOpenSlide, "libopenslide0 is not installed: slides cannot be opened"))
    func `as GeoJSON has coordinates from the scanned region, as QuPath does`() async throws {
        let tiles = Fixtures.folder + "/layouts/leica.h5"
        try await score(tiles, "-o", "whole.geojson")
        try await score(tiles, "-o", "scanned.geojson", "--slide", Fixtures.slidesFolder + "leica.scn")
        // The scanned region begins at (120, 60).
        #expect(try corners("scanned.geojson") == corners("whole.geojson").map { [$0[0] - 120, $0[1] - 60] })
        let ids = try ["whole.geojson", "scanned.geojson"].map { name in
            try features(name).compactMap { $0["id"] as? String }
        }
        #expect(ids[0] == ids[1])
    }

    @Test func `as CSV has a line for each tile, with the same numbers as JSON`() async throws {
        try await score(Fixtures.slide, "-o", "scores.csv", "--normalize", "none", "--range", "0", "2")
        try await score(Fixtures.slide, "-o", "scores.json")
        let file = try ScoresFile(try text("scores.json"))
        let lines = try text("scores.csv").split(separator: "\r\n")
        #expect(lines.first == "slide,x,y,tile_size,score,rank,normalised")
        let rows = lines.dropFirst().map { $0.split(separator: ",").compactMap { Double($0) } }
        #expect(rows.map { Array($0.prefix(4)) } == zip(file.coords, file.scores).map { $0 + [640, $1] })
        #expect(rows.map { $0[5] } == file.scores.map { min(max(Double(Float($0)) / 2, 0), 1) })
        #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("contiguous-f4,") })
    }

    @Test func `writes a slide's name as text, never as a formula`() async throws {
        try Data(contentsOf: URL(filePath: Fixtures.slide)).write(to: URL(filePath: folder.path + "/=A1,B1.h5"))
        try await score("=A1,B1.h5", "-o", "scores.csv")
        #expect(try text("scores.csv").split(separator: "\r\n").dropFirst().allSatisfy { $0.hasPrefix("\"'=A1,B1\",") })
    }

    @Test(arguments: ["json", "h5", "csv", "geojson"])
    func `to a path that cannot be written is refused and leaves nothing`(ending: String) async throws {
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/full." + ending, withDestinationPath: "/dev/full")
        try folder.write("older scores", to: "older.txt")
        for (path, words) in [
            ("full." + ending, "No space left on device"), ("missing/scores." + ending, "missing is not a folder"),
            ("older.txt/scores." + ending, "older.txt is not a folder"),
            ("/proc/scores." + ending, "cannot be written"),
        ] {
            let outcome = try await Command.run(
                ["score", Fixtures.slide, "--model", Fixtures.model, "-o", path], in: folder)
            #expect(outcome.failed && outcome.errors.contains(words), "\(outcome.errors)")
            #expect(outcome.errors.hasPrefix("linmil: \(path): ") && outcome.errors.count { $0 == "\n" } == 1)
        }
        #expect(try folder.names == ["full." + ending, "older.txt"])
    }

    @Test func `over the features file is refused`() async throws {
        let bytes = try Data(contentsOf: URL(filePath: Fixtures.slide))
        try bytes.write(to: URL(filePath: folder.path + "/slide.h5"))
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/scores.h5", withDestinationPath: "slide.h5")
        for path in ["slide.h5", "./slide.h5", "scores.h5"] {
            let outcome = try await Command.run(
                ["score", "slide.h5", "--model", Fixtures.model, "-o", path], in: folder)
            #expect(outcome.failed && outcome.errors.hasPrefix("linmil: \(path): is the features file, "))
        }
        #expect(try folder.bytes(of: "slide.h5") == [UInt8](bytes))
    }
}
