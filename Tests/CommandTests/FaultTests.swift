import Foundation
import Testing

/// Every refusal is one line that names the file, and no output is left behind.
@Suite struct `Refusing bad input` {
    let folder: ScratchFolder
    init() throws { folder = try ScratchFolder() }

    private func expectRefusal(
        _ outcome: Command.Outcome, naming file: String, _ words: [String], leaving names: [String] = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        #expect(outcome.failed, "status \(outcome.status)", sourceLocation: sourceLocation)
        #expect(outcome.errors.hasPrefix("linmil: \(file): "), sourceLocation: sourceLocation)
        #expect(outcome.errors.hasSuffix("\n"), sourceLocation: sourceLocation)
        #expect(outcome.errors.count { $0 == "\n" } == 1, sourceLocation: sourceLocation)
        for words in words { #expect(outcome.errors.contains(words), sourceLocation: sourceLocation) }
        #expect(try folder.names == names, sourceLocation: sourceLocation)
    }

    @Test func `there are faults to test`() {
        #expect(Fixtures.faults.count > 30)
    }

    @Test(arguments: Fixtures.faults) func `a faulty file is refused`(fault: String) async throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: "\(Fixtures.folder)/faults/\(fault)")
        let faulty = try #require(names.first { $0 != "expected.txt" })
        let path = "\(Fixtures.folder)/faults/\(fault)/\(faulty)"
        let expected = try String(contentsOfFile: "\(Fixtures.folder)/faults/\(fault)/expected.txt", encoding: .utf8)

        let outcome = try await Command.run(
            [
                "render", faulty == "slide.h5" ? path : Fixtures.slide,
                "--model", faulty.hasPrefix("model") ? path : Fixtures.model,
                "--thumbnail", faulty == "thumbnail.png" ? path : Fixtures.thumbnail,
                "-o", "overlay.png",
            ], in: folder)
        try expectRefusal(outcome, naming: path, expected.split(separator: "\n").map(String.init))
    }

    @Test(arguments: [
        ("none.h5", ["render", "none.h5", "--model", Fixtures.model]),
        ("none.pt", ["render", Fixtures.slide, "--model", "none.pt"]),
        ("none.png", ["render", Fixtures.slide, "--model", Fixtures.model, "--thumbnail", "none.png"]),
        ("none.h5", ["score", "none.h5", "--model", Fixtures.model, "-o", "scores.json"]),
        ("none.h5", ["score", Fixtures.slide, "--model", Fixtures.model, "--coords", "none.h5"]),
        ("none.pt", ["score", Fixtures.slide, "--model", "none.pt", "--json"]),
    ]) func `a missing file is refused`(name: String, arguments: [String]) async throws {
        try expectRefusal(try await Command.run(arguments, in: folder), naming: name, ["o such file", "path"])
    }

    @Test(arguments: [
        (["render", ".", "--model", Fixtures.model], "this is a folder"),
        (["render", Fixtures.slide, "--model", "."], "this is a folder"),
        (["render", Fixtures.slide, "--model", Fixtures.model, "--thumbnail", "."], "is a folder"),
    ]) func `a folder in place of a file is refused`(arguments: [String], words: String) async throws {
        try expectRefusal(try await Command.run(arguments + ["-o", "overlay.png"], in: folder), naming: ".", [words])
    }

    @Test func `tiles outside the given slide size are refused`() async throws {
        let outcome = try await Command.run(
            ["render", Fixtures.slide, "--model", Fixtures.model, "--slide-size", "3000x4500"], in: folder)
        try expectRefusal(outcome, naming: Fixtures.slide, ["3000x4500", "--slide-size"])
    }

    @Test func `the CLS score is refused if the model has no class token`() async throws {
        let outcome = try await Command.run(
            ["score", Fixtures.slide, "--model", Fixtures.small("mean.safetensors"), "--json"], in: folder)
        #expect(outcome.failed)
        #expect(outcome.errors.contains("--score attn"))
    }
}
