import Reports
import Testing

/// Features that carry nothing are refused or told of by every command.
@Suite struct `Features without information` {
    let folder: ScratchFolder
    init() throws { folder = try ScratchFolder() }

    private static func file(_ name: String) -> String { "\(Fixtures.folder)/reported/\(name).h5" }

    @Test(arguments: ["score", "render"]) func `are refused if all are zero`(command: String) async throws {
        let path = Self.file("zero")
        let outcome = try await Command.run([command, path, "--model", Fixtures.model], in: folder)
        #expect(outcome.failed && outcome.errors.contains("\(path): all 64 tiles have features that are all zero"))
        #expect(try folder.names.isEmpty)
    }

    @Test(arguments: [
        ("half-zero", "31 of 64 tiles have features that are all zero, the first is tile 3"),
        ("alike", "all 64 tiles have the same features"),
    ]) func `are a warning, also in the record and the scores`(name: String, words: String) async throws {
        for (command, output) in [("render", "o.png"), ("score", "o.json"), ("score", "o.h5")] {
            let outcome = try await Command.run(
                [command, Self.file(name), "--model", Fixtures.model, "-o", output], in: folder)
            #expect(outcome.succeeded && outcome.errors.contains("warning: ") && outcome.errors.contains(words))
        }
        #expect(try await Command.run(["inspect", "o.png"], in: folder).output.contains(words))
        for scores in ["o.json", "o.h5"] {
            let again = try await Command.run(["render", scores, "-o", "again.png"], in: folder)
            #expect(again.succeeded && again.errors.contains(words), "\(again.errors)")
        }
    }

    @Test(arguments: [
        ("zero", "all 64 tiles have features that are all zero"),
        ("half-zero", "31 of 64 tiles have features that are all zero, the first is tile 3"),
        ("alike", "all 64 tiles have the same features"),
    ]) func `are told of by inspect`(name: String, words: String) async throws {
        let outcome = try await Command.run(["inspect", Self.file(name)], in: folder)
        #expect(outcome.succeeded && outcome.output.contains(words), "\(outcome.output)")
        #expect(try await !Command.run(["inspect", Fixtures.slide], in: folder).output.contains("warning"))
    }

    @Test func `are a warning or a failure in a cohort's records`() async throws {
        let cohort = try Cohort()
        for name in ["zero", "half-zero"] { try cohort.copy(Self.file(name), to: "features/\(name).h5") }
        #expect(try await cohort.run().failed)
        #expect(try cohort.record("zero").reason?.contains("features that are all zero") == true)
        #expect(try cohort.record("half-zero").warnings.contains { $0.contains("31 of 64 tiles") })
    }
}
