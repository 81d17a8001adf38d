import Testing

/// With dilated attention, the class token sees few tiles. If a map is mostly zero for that reason, the command must
/// say so.
@Suite struct `Tiles that the class token sees` {
    private static let sight = "with dilated attention the class token sees 32 of 64 tiles, the others score 0"

    let folder: ScratchFolder
    init() throws { folder = try ScratchFolder() }

    private func run(_ command: String, _ model: String, _ options: String...) async throws -> Command.Outcome {
        let outcome = try await Command.run([command, Fixtures.slide, "--model", model] + options, in: folder)
        try #require(outcome.succeeded, "\(outcome.errors)")
        return outcome
    }

    @Test func `their number is in the summary of a score`() async throws {
        #expect(try await run("score", Fixtures.dilatedModel).output.contains(Self.sight))
        #expect(try await !run("score", Fixtures.model).output.contains("sees"))
    }

    @Test(arguments: [("score", "scores.json"), ("render", "overlay.png")])
    func `their number goes to standard error if a file is written`(command: String, file: String) async throws {
        #expect(try await run(command, Fixtures.dilatedModel, "-o", file).errors.hasSuffix("\(file): \(Self.sight)\n"))
        #expect(try await run(command, Fixtures.dilatedModel, "-o", file, "--quiet").errors.isEmpty)
        #expect(try await !run(command, Fixtures.model, "-o", file).errors.contains("sees"))
    }

    @Test func `the others score 0`() async throws {
        let file = try ScoresFile(try await run("score", Fixtures.dilatedModel, "--json").output)
        #expect(file.model.attention == "dilated")
        #expect(file.scores.count { $0 > 0 } == 32 && file.scores.count { $0 == 0 } == 32)
    }

    @Test func `the score attn is refused`() async throws {
        let outcome = try await Command.run(
            ["score", Fixtures.slide, "--model", Fixtures.dilatedModel, "--score", "attn"], in: folder)
        #expect(outcome.failed)
        #expect(outcome.errors.contains("dilated attention, for which lin_mil returns no 'attn'"))
    }
}
