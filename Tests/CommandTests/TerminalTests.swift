import Foundation
import Testing

/// Names of files, and what files hold, may have characters that a terminal obeys. None of them reaches it.
@Suite struct `What reaches the terminal` {
    let folder: ScratchFolder
    init() throws { folder = try ScratchFolder() }

    /// Sets a title, rings, clears the screen, returns to the start of the line, begins a new one, turns the line around.
    static let name = "a\u{1B}]0;title\u{7}\u{9B}2J\r\n\u{202E}\u{2066}\u{2028}\u{7F}<&\">b"

    private func expectNone(_ outcome: Command.Outcome, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(!outcome.wasKilled, sourceLocation: sourceLocation)
        #expect(!(outcome.output + outcome.errors).isEmpty, sourceLocation: sourceLocation)
        for scalar in (outcome.output + outcome.errors).unicodeScalars where scalar != "\n" {
            let category = scalar.properties.generalCategory
            #expect(
                ![.control, .format, .lineSeparator, .paragraphSeparator].contains(category),
                "U+\(String(scalar.value, radix: 16)) in \(outcome)", sourceLocation: sourceLocation)
        }
    }

    /// Gives the folder a slide, a model and a picture of that name, and a file that is nothing.
    private func fill() throws {
        for (source, ending) in [(Fixtures.slide, "h5"), (Fixtures.model, "safetensors"), (Fixtures.thumbnail, "png")] {
            try FileManager.default.copyItem(atPath: source, toPath: "\(folder.path)/\(Self.name).\(ending)")
        }
        try folder.write("nothing", to: "\(Self.name)-broken.h5")
    }

    @Test func `pages and sentences about every kind of file`() async throws {
        try fill()
        let names = ["h5", "safetensors", "png", "missing"].map { "\(Self.name).\($0)" } + ["\(Self.name)-broken.h5"]
        let outcome = try await Command.run(["inspect"] + names, in: folder)
        expectNone(outcome)
        #expect(outcome.errors.split(separator: "\n").count == 2)

        let json = try await Command.run(["inspect", "--json"] + names, in: folder)
        expectNone(json)
        #expect(try jsonList(json.output).map { $0["path"] as? String } == Array(names.prefix(3)))
    }

    @Test(arguments: ["render", "score"]) func `one slide`(command: String) async throws {
        try fill()
        let (slide, model) = ("\(Self.name).h5", ["--model", "\(Self.name).safetensors"])
        let ending = command == "render" ? "svg" : "json"
        expectNone(try await Command.run([command, slide, "-o", "\(Self.name).\(ending)"] + model, in: folder))
        #expect(try folder.names.contains("\(Self.name).\(ending)"))
        let json = try await Command.run([command, slide, "-o", "map.\(ending)", "--json"] + model, in: folder)
        if json.succeeded { expectNone(json) }
        for words in [
            [slide, "--model", "\(Self.name).pt"], ["\(Self.name)-broken.h5"] + model,
            [slide] + model + ["-o", "\(Self.name)/x.json"],
            [slide, "--score", Self.name] + model, ["--\(Self.name)"],
            [slide, "--coords", "\(Self.name)-broken.h5"] + model,
        ] {
            let outcome = try await Command.run([command] + words, in: folder)
            expectNone(outcome)
            #expect(outcome.status == 1 || outcome.status == 64)
        }
    }

    @Test func `a cohort and its report`() async throws {
        try FileManager.default.createDirectory(atPath: folder.path + "/features", withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: Fixtures.slide, toPath: "\(folder.path)/features/\(Self.name).h5")
        try folder.write("nothing", to: "features/\(Self.name)-broken.h5")
        let line = ["cohort", "features", "--model", Fixtures.model, "-o", "out"]
        for words in [[], ["--json"], ["--merge"]] {
            expectNone(
                try await Command.run(words == ["--merge"] ? ["cohort", "--merge", "out"] : line + words, in: folder))
        }
        expectNone(try await Command.run(["report", "out", "-o", "\(Self.name).html"], in: folder))
        expectNone(try await Command.run(["report", "out", "--format", "figure", "--only", Self.name], in: folder))
        expectNone(try await Command.run(["report", Self.name], in: folder))
        try folder.write("slide_id,label\n\"\(Self.name)\",\(Self.name)\n", to: "list.csv")
        expectNone(
            try await Command.run(["cohort", "list.csv", "--model", Fixtures.model, "-o", "listed"], in: folder))
    }

    @Test func `what a file holds`() async throws {
        // The name of a dataset, in place of 'features'.
        var bytes = [UInt8](try Data(contentsOf: URL(filePath: Fixtures.slide)))
        let name = try #require(bytes.firstRange(of: Array("features\0".utf8)))
        bytes.replaceSubrange(name, with: Array("fe\u{8}\u{1B}[2J\0".utf8) + [0])
        try Data(bytes).write(to: URL(filePath: folder.path + "/slide.h5"))
        expectNone(try await Command.run(["inspect", "slide.h5"], in: folder))
        expectNone(try await Command.run(["render", "slide.h5", "--model", Fixtures.model, "-o", "a.png"], in: folder))
    }

    @Test func `a picture's text is well formed whatever the name`() async throws {
        let name = "a\u{FFFE}\u{FFFF}\u{1}\u{1F}\u{85}]]><b"
        try FileManager.default.copyItem(atPath: Fixtures.slide, toPath: "\(folder.path)/\(name).h5")
        let outcome = try await Command.run(
            ["render", "\(name).h5", "--model", Fixtures.model, "-o", "map.svg"], in: folder)
        #expect(outcome.succeeded, "\(outcome.errors)")
        let text = try String(contentsOfFile: folder.path + "/map.svg", encoding: .utf8)
        for scalar in text.unicodeScalars where scalar.value < 0x20 || scalar.properties.isNoncharacterCodePoint {
            #expect(scalar == "\n" || scalar == "\t", "U+\(String(scalar.value, radix: 16))")
        }
        #expect(text.contains("]]&gt;&lt;b") && !text.contains("<b>"))
    }
}
