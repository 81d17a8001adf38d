import Foundation
import Testing

@Suite struct `Reporting a cohort` {
    let folder: ScratchFolder
    init() throws { folder = try ScratchFolder() }

    /// Runs a cohort on the lines of a list, into `out`.
    private func drawCohort(_ lines: [String], model: String = Fixtures.model) async throws {
        try folder.write((["slide_id,features,thumbnail,label"] + lines).map { $0 + "\n" }.joined(), to: "list.csv")
        _ = try await Command.run(["cohort", "list.csv", "--model", model, "-o", "out", "--quiet"], in: folder)
    }

    private func report(_ options: String...) async throws -> Command.Outcome {
        try await Command.run(["report", "out"] + options, in: folder)
    }

    private func text(_ name: String) throws -> String { String(decoding: try folder.bytes(of: name), as: UTF8.self) }

    /// The bytes of a picture as they are encoded in a page: 13 bits at a time, lowest first, as two of 91 letters.
    private static func letters(_ bytes: Data) -> String {
        let letters = (32...126).map { UInt8($0) }.filter { !Array("&<\"\\".utf8).contains($0) }
        let bits = bytes.flatMap { byte in (0..<8).map { Int(byte >> $0 & 1) } }
        let text = stride(from: 0, to: bits.count, by: 13).flatMap { start -> [UInt8] in
            let group = bits[start..<min(start + 13, bits.count)]
            let value = group.reversed().reduce(0) { 2 * $0 + $1 }
            return group.count <= 6 ? [letters[value]] : [letters[value % 91], letters[value / 91]]
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static let small = "\(Fixtures.slide),\(Fixtures.thumbnail)"

    @Test func `a page is one file and the same on every run`() async throws {
        try await drawCohort(["small,\(Self.small),"])
        let outcome = try await report("-o", "page.html")
        #expect(outcome.succeeded && outcome.output.isEmpty && outcome.errors == "page.html: 1 slides\n")
        #expect(try folder.names == ["list.csv", "out", "page.html"])
        #expect(try await report().succeeded)
        #expect(try folder.bytes(of: "page.html") == folder.bytes(of: "out/report.html"))
        let page = try text("page.html")
        #expect(page.contains("content=\"default-src &#39;none&#39;; img-src data: blob:; style-src &#39;sha256-"))
        for address in ["http:", "https:", " src=", "url(", "@import", "style=\"", " onclick="] {
            #expect(!page.contains(address), "\(address)")
        }
    }

    @Test func `a page is not much larger than its pictures`() async throws {
        try await drawCohort(
            ["tumor-01,\(Fixtures.sample("tumor-01")),\(Fixtures.sampleThumbnail("tumor-01")),tumor"],
            model: Fixtures.sampleModel)
        #expect(try await report("-o", "page.html").succeeded)
        let picture = try Data(contentsOf: URL(filePath: Fixtures.sampleThumbnail("tumor-01")))
        let count = try folder.bytes(of: "page.html").count
        #expect(Double(count) <= 1.4 * Double(picture.count) + 60 * 1024, "\(count) bytes")
        #expect(try text("page.html").contains(Self.letters(picture)))
    }

    @Test(arguments: [
        "<script>alert(1)</script>", "</script><img src=x onerror=alert(1)>", "<!--<script>", "\"' onfocus=alert(1) x=",
        // Swift sees a letter with an accent, a browser sees the end of an attribute.
        "\"\u{301} onfocus=alert(1) x=\"\u{301}", "{{{style}}}{{#rows}}", "]]>&lt;b&gt;",
    ]) func `markup in names, labels and errors is shown as text`(name: String) async throws {
        // Double every quotation mark, also one with an accent.
        let doubled = String(String.UnicodeScalarView(name.unicodeScalars.flatMap { $0 == "\"" ? [$0, $0] : [$0] }))
        let cell = "\"\(doubled)\""
        try await drawCohort(["\(cell),\(Self.small),\(cell)", "missing,\"/missing/\(doubled)\",,\(cell)"])
        #expect(try await report("-o", "page.html").succeeded)
        let page = try folder.bytes(of: "page.html")
        func count(_ text: String) -> Int {
            var (count, rest) = (0, Data(page))
            while let found = rest.range(of: Data(text.utf8)) {
                (count, rest) = (count + 1, rest[found.upperBound...])
            }
            return count
        }
        #expect(count("</script") == 4, "colours, script, the slide's data and its picture")
        #expect(count("<script") == 4 && count("<img") == 0 && count("<!--") == 0 && count("<b>") == 3)
        #expect(count("<style>") == 1)
        // A quote is harmless in JSON.
        let table = String(decoding: page, as: UTF8.self).utf8.split(separator: Array("id=\"slide-0".utf8))[0]
        #expect(!table.split(separator: UInt8(ascii: "\"")).dropFirst().contains { $0.starts(with: "\u{301} on".utf8) })
        #expect(count("data-agreement=\"not comparable\"") == 1)
    }

    @Test func `slides that failed are listed with their reasons`() async throws {
        try await drawCohort(["small,\(Self.small),", "gone,/missing.h5,,tumor"])
        let outcome = try await report("-o", "page.html")
        #expect(outcome.succeeded && outcome.errors == "page.html: 1 slides, 1 failed\n")
        #expect(try text("page.html").contains("<td class=\"words\">missing.h5: there is no such file"))
    }

    @Test func `damage to a slide's files only affects that slide`() async throws {
        try await drawCohort(["a,\(Self.small),", "b,\(Self.small),", "c,\(Self.small),"])
        try folder.write("{\"slide\":", to: "out/records/a.json")
        try folder.write("{}", to: "out/scores/b.json")
        let outcome = try await report("-o", "page.html")
        #expect(outcome.succeeded)
        #expect(
            outcome.errors.contains("warning: b: There is no map: out/scores/b.json: this is not a linmil score file"))
        #expect(outcome.errors.hasSuffix("page.html: 2 slides, 1 failed\n"))
        #expect(try text("page.html").contains("Its record cannot be read by this version of linmil"))
    }

    @Test func `a thumbnail that has changed is not shown`() async throws {
        try FileManager.default.copyItem(atPath: Fixtures.thumbnail, toPath: folder.path + "/thumbnail.png")
        try await drawCohort(["small,\(Fixtures.slide),thumbnail.png,"])
        #expect(try await report("-o", "page.html").errors == "page.html: 1 slides\n")
        var bytes = try folder.bytes(of: "thumbnail.png")
        bytes.append(0)
        try Data(bytes).write(to: URL(filePath: folder.path + "/thumbnail.png"))
        let outcome = try await report("-o", "page.html")
        #expect(
            outcome.errors.contains("thumbnail.png has changed: its opacity and colours cannot be changed here"))
        let overlay = Self.letters(Data(try folder.bytes(of: "out/overlays/small.png")))
        #expect(try text("page.html").contains(overlay))
    }

    @Test func `a cohort that was copied without thumbnails says which slides show their overlay`() async throws {
        for name in ["a", "b", "c"] {
            try FileManager.default.copyItem(atPath: Fixtures.thumbnail, toPath: folder.path + "/\(name).png")
        }
        try await drawCohort(["a", "b", "c"].map { "\($0),\(Fixtures.slide),\($0).png," })
        _ = try await report("-o", "page.html")
        #expect(try !text("page.html").contains("without their thumbnails"))
        for name in ["a", "c"] { try FileManager.default.removeItem(atPath: folder.path + "/\(name).png") }
        let outcome = try await report("-o", "page.html")
        #expect(outcome.succeeded && outcome.errors.contains("c: The overlay is shown as it was drawn"))
        let sentence =
            "2 of 3 slides are shown without their thumbnails, with the overlay in its place where there is one, "
            + "because a.png and 1 more files are not there; put the pictures where they were beside the cohort&#39;s folder, "
            + "and write the page again: a, c"
        #expect(try text("page.html").contains(sentence))
    }

    @Test(.enabled(if: Fixtures.setsText, "librsvg2-2 or fonts are not installed: figures cannot be drawn as PNG"))
    func `a figure is not used as the picture under the map`() async throws {
        try FileManager.default.copyItem(atPath: Fixtures.thumbnail, toPath: folder.path + "/thumbnail.png")
        try folder.write("slide_id,features,thumbnail\nsmall,\(Fixtures.slide),thumbnail.png\n", to: "list.csv")
        _ = try await Command.run(
            ["cohort", "list.csv", "--model", Fixtures.model, "-o", "out", "--legend", "--quiet"], in: folder)
        #expect(try await report("-o", "page.html").errors == "page.html: 1 slides\n")
        try FileManager.default.removeItem(atPath: folder.path + "/thumbnail.png")
        let outcome = try await report("-o", "page.html")
        #expect(outcome.errors.contains("the overlay is a figure with a margin; only the map is shown"))
        #expect(try !text("page.html").contains("id=\"picture-0\""))
    }

    @Test(.enabled(if: Fixtures.hasOpenSlide, "libopenslide0 is not installed: slides cannot be opened"))
    func `an overlay on the slide itself is shown as the slide without colours`() async throws {
        let slide = folder.path + "/leica.scn"
        try FileManager.default.copyItem(atPath: Fixtures.slidesFolder + "leica.scn", toPath: slide)
        try folder.write(
            "slide_id,features,slide\nleica,\(Fixtures.folder)/layouts/leica.h5,leica.scn\n", to: "list.csv")
        // At opacity 0, an overlay is the slide.
        _ = try await Command.run(
            ["cohort", "list.csv", "--model", Fixtures.model, "-o", "out", "--alpha", "0", "--quiet"], in: folder)
        #expect(try await report("-o", "page.html", "--linked").errors == "page.html: 1 slides\n")
        #expect(try folder.image("page-pictures/leica.png") == folder.image("out/overlays/leica.png"))
        #expect(try text("page.html").contains("\"kind\":\"thumbnail\""))

        for (region, words) in [
            ("[0,0,99999999,1]", "does not fit the slide leica.scn"), ("[1]", "does not fit the slide"),
            ("[0,0,1,500]", "does not fit the slide"),
            ("[0,0,0,1]", "does not fit the slide"), ("[800,0,1,1]", "does not fit the slide"),
            ("[-1,0,1,1]", "does not fit the slide"), ("[9223372036854775807,0,1,1]", "does not fit the slide"),
        ] {
            let record = try text("out/records/leica.json")
            let start = try #require(record.range(of: "\"region\":")?.upperBound)
            let end = try #require(record.range(of: "]", range: start..<record.endIndex)?.upperBound)
            try folder.write(record.replacingCharacters(in: start..<end, with: region), to: "out/records/leica.json")
            let outcome = try await report("-o", "page.html")
            #expect(outcome.succeeded && outcome.errors.contains(words), "\(outcome.errors)")
        }
        try FileManager.default.removeItem(atPath: slide)
        #expect(try await report("-o", "page.html").errors.contains("the slide cannot be read (leica.scn: "))
    }

    @Test func `a thumbnail with an orientation is not turned against its tiles`() async throws {
        // After the header, insert a chunk eXIf that asks for a half turn.
        let chunk = try #require(Data(base64Encoded: "AAAAGmVYSWZNTQAqAAAACAABARIAAwAAAAEAAwAAAAAAAIRfZM4="))
        let thumbnail = try Data(contentsOf: URL(filePath: Fixtures.thumbnail))
        try (thumbnail[..<33] + chunk + thumbnail[33...]).write(to: URL(filePath: folder.path + "/thumbnail.png"))
        try await drawCohort(["small,\(Fixtures.slide),thumbnail.png,"])
        #expect(try await report("-o", "page.html").succeeded)
        let page = try text("page.html")
        #expect(
            page.contains(
                "thumbnail.png: its metadata say to turn the thumbnail before it is shown (EXIF orientation 3)"))
        #expect(page.contains(Self.letters(thumbnail)))
    }

    @Test func `paths in records are relative to the folder where the cohort ran`() async throws {
        try FileManager.default.copyItem(atPath: Fixtures.thumbnail, toPath: folder.path + "/thumbnail.png")
        try await drawCohort(["small,\(Fixtures.slide),thumbnail.png,"])
        let elsewhere = try ScratchFolder()
        let outcome = try await Command.run(["report", folder.path + "/out", "-o", "page.html"], in: elsewhere)
        #expect(outcome.errors == "page.html: 1 slides\n")
        // A different file with the same name is not used.
        try folder.write("another", to: "thumbnail.png")
        let changed = try await Command.run(["report", folder.path + "/out", "-o", "page.html"], in: elsewhere)
        #expect(changed.errors.contains("warning: small: The overlay is shown as it was drawn"))
    }

    @Test func `pictures can be separate files`() async throws {
        try await drawCohort(["a/b %,\(Self.small),"])
        #expect(try await report("-o", "my page.html", "--linked").succeeded)
        #expect(try folder.names == ["list.csv", "my page-pictures", "my page.html", "out"])
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/my page-pictures")
        #expect(names == ["a%2Fb %25.png"])
        #expect(try text("my page.html").contains("\"link\":\"my%20page-pictures/a%252Fb%20%2525.png\""))
        let picture = try folder.bytes(of: "my page-pictures/a%2Fb %25.png")
        #expect(try picture == [UInt8](Data(contentsOf: URL(filePath: Fixtures.thumbnail))))
    }

    @Test(arguments: [
        ("missing", "does not exist"), ("a-file", "is not a folder"), ("empty", "has no records of slides"),
    ]) func `a folder that is not a cohort's is refused`(path: String, found: String) async throws {
        try folder.makeFolder("empty")
        try folder.write("", to: "a-file")
        let outcome = try await Command.run(["report", path, "-o", "page.html"], in: folder)
        #expect(outcome.failed)
        #expect(
            outcome.errors == "linmil: \(path): \(found), expected an output folder of 'linmil cohort', with records/; "
                + "give that folder\n")
        #expect(try folder.names == ["a-file", "empty"])
    }

    // Only faults that stop root too: tests may run as root, for whom permissions do not count.
    @Test(arguments: [
        ("missing/page.html", "missing is not a folder"), ("out", "it is a folder"),
        ("/dev/full", "No space left on device"),
    ]) func `a page that cannot be written is refused`(path: String, reason: String) async throws {
        try await drawCohort(["small,\(Self.small),"])
        let outcome = try await report("-o", path)
        #expect(outcome.failed && outcome.errors.contains(reason))
        #expect(outcome.errors.hasPrefix("linmil: \(path): ") && outcome.errors.count { $0 == "\n" } == 1)
        #expect(try folder.names == ["list.csv", "out"])
    }

    @Test func `a failed write leaves the old page intact`() async throws {
        try await drawCohort(["small,\(Self.small),"])
        try folder.write("an older page", to: "page.html")
        try folder.write("in the way", to: "page-pictures")
        let outcome = try await report("-o", "page.html", "--linked")
        #expect(
            outcome.failed && outcome.errors.contains("page-pictures: cannot be created as a folder for the pictures"))
        #expect(try text("page.html") == "an older page")
        #expect(try folder.names == ["list.csv", "out", "page-pictures", "page.html"])
    }
}
