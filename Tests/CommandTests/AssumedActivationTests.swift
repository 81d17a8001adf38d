import Foundation
import Results
import Testing

/// A PyTorch checkpoint does not tell the activation of its attention.
@Suite struct `An activation that nothing tells` {
    let cohort: Cohort
    private var folder: ScratchFolder { cohort.folder }
    init() throws { cohort = try Cohort() }

    private static let note =
        "does not record its activation, so ReLU is assumed; if it was another, give it with --activation"

    @Test(arguments: [
        ["score", Fixtures.slide, "-o", "a.json"], ["score", Fixtures.slide, "-o", "a.h5"],
        ["render", Fixtures.slide, "--background", "white", "-o", "a.png", "--json"],
    ]) func `is noted in one line and in the file`(line: [String]) async throws {
        let outcome = try await Command.run(line + ["--model", Fixtures.model], in: folder)
        #expect(outcome.succeeded)
        #expect(outcome.errors.components(separatedBy: "\n").count { $0 == "\(Fixtures.model): \(Self.note)" } == 1)
        if line[0] == "render" {
            #expect(outcome.output.contains("\"activationAssumed\":true"))
        } else {
            let path = folder.path + "/" + line[3]
            let result =
                try path.hasSuffix("h5") ? SlideResult(readingHDF5From: path) : SlideResult(readingJSONFrom: path)
            #expect(result.model?.assumesActivation == true && result.model?.activation == "ReLU")
            // Drawn again, the same is known.
            let again = try await Command.run(
                ["render", path, "--background", "white", "-o", "b.png", "--json"], in: folder)
            #expect(again.output.contains("\"activationAssumed\":true") && !again.errors.contains(Self.note))
        }
    }

    @Test(arguments: [
        ["--model", Fixtures.model, "--activation", "ReLU"], ["--model", Fixtures.dilatedModel],
        ["--model", "told.safetensors"],
    ]) func `is not noted where it is told or does not exist`(model: [String]) async throws {
        _ = try await Command.run(["inspect", Fixtures.model, "--convert", "told.safetensors"], in: folder)
        let outcome = try await Command.run(["score", Fixtures.slide, "-o", "a.json"] + model, in: folder)
        #expect(outcome.succeeded && !outcome.errors.contains("assumed"))
        #expect(try !cohort.text("a.json").contains("activationAssumed"))
    }

    @Test func `is noted once for a cohort`() async throws {
        try cohort.makeSlides("a", "b", "c")
        try cohort.copy(Fixtures.model, to: "m.pt")
        try folder.write("slide_id,model\na,m.pt\nb,m.pt\nc,\n", to: "list.csv")
        let outcome = try await cohort.run("--features", "features", of: "list.csv")
        #expect(outcome.succeeded)
        let notes = outcome.errors.components(separatedBy: "\n").filter { $0.contains("is assumed") }
        let own =
            "m.pt: does not record its activation, so ReLU is assumed; if it was another, fill the column 'activation' "
        #expect(notes == ["\(Fixtures.model): \(Self.note)", own + "of the list"])
    }
}
