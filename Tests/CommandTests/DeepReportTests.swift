import Foundation
import Images
import Testing

/// Pages that zoom into the slides themselves.
@Suite(.enabled(if: Fixtures.hasOpenSlide, "libopenslide0 is not installed: slides cannot be opened"))
struct `A page of slides` {
    let folder: ScratchFolder
    init() throws { folder = try ScratchFolder() }

    private static let slide = Fixtures.slidesFolder + "leica.scn"

    /// Draws a cohort of one slide on its own picture, four times smaller. Its scanned part begins at (120, 60).
    private func drawCohort(name: String = "leica") async throws {
        try folder.write(
            "slide_id,features,slide\n\"\(name)\",\(Fixtures.folder)/layouts/leica.h5,\(Self.slide)\n", to: "list.csv")
        let outcome = try await Command.run(
            ["cohort", "list.csv", "--model", Fixtures.model, "--max-side", "80", "-o", "out", "--quiet"], in: folder)
        try #require(outcome.succeeded, "\(outcome.errors)")
    }

    private func report(_ options: String..., fault: String? = nil) async throws -> Command.Outcome {
        try await Command.run(["report", "out", "-o", "page.html"] + options, in: folder, fault: fault)
    }

    /// The picture in a tile's script: 13 bits in two of 91 letters, the lowest first.
    private func tile(_ name: String) throws -> Image {
        let script = String(decoding: try folder.bytes(of: name), as: UTF8.self)
        let call = "linmilTile(\""
        try #require(script.hasPrefix(call) && script.hasSuffix("\")\n"))
        let text = Array(script.utf8.dropFirst(call.utf8.count).dropLast(3))
        let letters = (32...126).map { UInt8($0) }.filter { !Array("&<\"\\".utf8).contains($0) }
        let values = Dictionary(uniqueKeysWithValues: letters.enumerated().map { ($1, $0) })
        var (bytes, bits, count) = ([UInt8](), 0, 0)
        for place in stride(from: 0, to: text.count, by: 2) {
            let isPair = place + 1 < text.count
            bits |= (values[text[place]]! + (isPair ? 91 * values[text[place + 1]]! : 0)) << count
            count += isPair ? 13 : 6
            while count >= 8 {
                bytes.append(UInt8(bits & 255))
                (bits, count) = (bits >> 8, count - 8)
            }
        }
        try Data(bytes).write(to: URL(filePath: folder.path + "/tile.jpg"))
        return try folder.image("tile.jpg")
    }

    /// The mean difference of a picture from a part of another, whose corner is at a place.
    private func difference(_ image: Image, _ other: Image, x: Int, y: Int) -> Double {
        var sum = 0
        for row in 0..<other.height {
            for column in 0..<other.width {
                sum += zip(image.pixel(x + column, y + row), other.pixel(column, row)).reduce(0) {
                    $0 + abs(Int($1.0) - Int($1.1))
                }
            }
        }
        return Double(sum) / Double(3 * other.width * other.height)
    }

    @Test func `has the slide's pixels beside it, and makes them once`() async throws {
        try await drawCohort()
        let first = try await report("--deep")
        try #require(first.succeeded, "\(first.errors)")
        #expect(first.errors.contains("page-deep: tiles of 1 slide, about 29 kB\n"), "\(first.errors)")
        #expect(first.errors.contains("page-deep/leica: 2 tiles, 0.0 MB, in "), "\(first.errors)")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/page-deep/leica").sorted()
        #expect(files == ["0-1-0-0.js", "0-2-0-0.js", "deep.json"])

        // openslide-python's pixels of (100, 40) to (190, 110), of which the scanned part begins at (120, 60).
        let whole = try tile("page-deep/leica/0-1-0-0.js")
        try #require(whole.size == PixelSize(width: 320, height: 192))
        let edge = try Image(contentsOf: Fixtures.slidesFolder + "leica-edge.png")
            .cropped(to: Crop(x: 21, y: 21), size: PixelSize(width: 60, height: 40))
        let inPlace = difference(whole, edge, x: 1, y: 1)
        #expect(inPlace < 6, "\(inPlace)")
        for (x, y) in [(0, 1), (2, 1), (1, 0), (1, 2)] {
            #expect(difference(whole, edge, x: x, y: y) > inPlace + 1, "a pixel away: (\(x), \(y))")
        }
        #expect(try tile("page-deep/leica/0-2-0-0.js").size == PixelSize(width: 160, height: 96))

        let page = String(decoding: try folder.bytes(of: "page.html"), as: UTF8.self)
        #expect(page.contains("script-src &#39;unsafe-inline&#39; &#39;self&#39;\">"))
        #expect(page.contains("&#39; &#39;strict-dynamic&#39;; base-uri"))
        #expect(
            page.contains(
                #""deep":{"folder":"page-deep/leica","pyramids":[{"levels":[[1,320,192],[2,160,96]],"x":120,"y":60}],"side":1024}"#
            ))
        #expect(page.contains("id=\"patches-0\""))

        // The second run makes what is missing or stale, and nothing else.
        func time(_ name: String) throws -> Date? {
            try FileManager.default.attributesOfItem(atPath: "\(folder.path)/page-deep/leica/\(name)")[
                .modificationDate]
                as? Date
        }
        let before = try time("0-1-0-0.js")
        let again = try await report("--deep")
        #expect(again.errors == "page.html: 1 slides\n")
        #expect(try time("0-1-0-0.js") == before)
        try FileManager.default.removeItem(atPath: folder.path + "/page-deep/leica/0-2-0-0.js")
        try folder.write("", to: "page-deep/leica/0-64-9-9.js")
        #expect(try await report("--deep").errors.contains("page-deep/leica: 2 tiles"))
        try folder.write("{\"format\":", to: "page-deep/leica/deep.json")
        #expect(try await report("--deep").errors.contains("page-deep/leica: 2 tiles"))
        #expect(try await report("--deep", "--deep-regions", "3").errors.contains("page-deep/leica: 2 tiles"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/page-deep/leica").count == 3)
    }

    @Test func `does without a slide that a library crashes on, and says so once`() async throws {
        try await drawCohort(name: "</script>\u{202E}'\\")
        try FileManager.default.copyItem(atPath: folder.path + "/out", toPath: folder.path + "/other")
        let crashed = try await report("--deep", fault: "crash:" + Self.slide)
        #expect(crashed.succeeded, "\(crashed.errors)")
        #expect(
            crashed.errors.split(separator: "\n").count { $0.contains("It has no deep zoom, because") } == 1,
            "\(crashed.errors)")
        #expect(crashed.errors.contains("leica.scn: a library crashed while it read this file (signal 6)"))
        #expect(crashed.errors.hasSuffix("page.html: 1 slides\n"))
        #expect(!String(decoding: try folder.bytes(of: "page.html"), as: UTF8.self).contains("\"deep\":{"))
        // A name that would end the script's element is one of a folder.
        let whole = try await report("--deep")
        #expect(
            whole.succeeded && whole.errors.contains("page-deep/%3C%2Fscript%3E%E2%80%AE%27%5C: 2 tiles"),
            "\(whole.errors)")
        let page = String(decoding: try folder.bytes(of: "page.html"), as: UTF8.self)
        #expect(page.contains("\"folder\":\"page-deep/%253C%252Fscript%253E%25E2%2580%25AE%2527%255C\""))
    }

    @Test func `refuses tiles that nothing can be made of`() async throws {
        try await drawCohort()
        let small = try await report("--deep", "--deep-limit", "10K")
        #expect(small.failed)
        #expect(
            small.errors
                == "linmil: page-deep: the tiles of 1 slide take about 29 kB, expected at most 11 kB; give a coarser --deep-mpp or "
                + "fewer --deep-regions, or allow more with --deep-limit\n")
        let none = try await report("--deep", "--slides", ".")
        #expect(
            none.failed
                && none.errors.contains(".: has no slide of the cohort out, expected files called as its slides"))
        try folder.makeFolder("slides")
        try folder.copy(Fixtures.slidesFolder + "generic.tif", to: "slides/leica.tif")
        let other = try await report("--deep", "--slides", "slides")
        #expect(
            other.succeeded
                && other.errors.contains("leica: It has no deep zoom, because the slide slides/leica.tif has changed"),
            "\(other.errors)")
        #expect(try folder.names == ["list.csv", "out", "page-deep", "page.html", "slides"])
        for (options, words) in [
            (["--deep-mpp", "2"], "'--deep-mpp' needs '--deep'"),
            (["--deep", "--deep-mpp", "0"], "is not between 0.01 and 100"),
            (["--deep", "--deep-regions", "501"], "is not between 0 and 500"),
            (["--deep", "--format", "figure"], "apply to a page, not to figures"),
        ] {
            let wrong = try await Command.run(["report", "out"] + options, in: folder)
            #expect(wrong.status == 64 && wrong.errors.contains(words), "\(wrong.errors)")
        }
    }
}
