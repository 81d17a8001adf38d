import Foundation
import LinMIL
import Rendering
import Reports
import Results
import Testing

/// A checkpoint that holds two models and a loss's weights, for every command that takes a model.
@Suite struct `Choosing one of several models` {
    let cohort: Cohort
    private var folder: ScratchFolder { cohort.folder }

    /// Writes `two.safetensors`: the small model under `net`, another one under `ema`, and `criterion.weight`.
    init() throws {
        cohort = try Cohort()
        let small = try Checkpoint(readingFrom: Fixtures.model)
        let other = Checkpoint(random: try Model(small).configuration, seed: 7)
        var floats = ["criterion.weight": (shape: [2], values: [Float](repeating: 1, count: 2))]
        for (prefix, checkpoint) in [("net", small), ("ema", other)] {
            for (name, tensor) in checkpoint.tensors {
                floats["\(prefix).\(name)"] = (shape: tensor.shape, values: try tensor.floats)
            }
        }
        let file = try Checkpoint(path: "two", metadata: [:], floats: floats).safetensors(metadata: [:])
        try Data(file).write(to: URL(filePath: cohort.folder.path + "/two.safetensors"))
    }

    private func run(_ arguments: String...) async throws -> Command.Outcome {
        try await Command.run(arguments, in: folder)
    }

    private static let warning = "two.safetensors: \(aside) tensors beside the model were left aside ("
    private static var aside: Int { ((try? Checkpoint(readingFrom: Fixtures.model))?.tensors.count ?? 0) + 1 }

    @Test(arguments: [
        ["render", Fixtures.slide, "--background", "white", "--model"], ["score", Fixtures.slide, "--model"],
        ["inspect"],
    ])
    func `without a name, none is taken`(command: [String]) async throws {
        let outcome = try await Command.run(command + ["two.safetensors"], in: folder)
        #expect(outcome.failed)
        let sentence =
            "holds Lin-MIL models under 'ema' and 'net', expected one; choose one with --prefix, as in --prefix ema"
        #expect(outcome.errors == "linmil: two.safetensors: \(sentence)\n")
    }

    @Test func `scores are those of the chosen model, and the rest is told`() async throws {
        let alone = try await run("score", Fixtures.slide, "--model", Fixtures.model, "-o", "alone.csv")
        #expect(alone.succeeded)
        let chosen = try await run(
            "score", Fixtures.slide, "--model", "two.safetensors", "--prefix", "net", "-o", "net.csv")
        #expect(chosen.succeeded)
        #expect(chosen.errors.hasPrefix("linmil: warning: " + Self.warning))
        #expect(try folder.bytes(of: "net.csv") == folder.bytes(of: "alone.csv"))
        let other = try await run(
            "score", Fixtures.slide, "--model", "two.safetensors", "--prefix", "ema", "-o", "ema.csv")
        #expect(other.succeeded)
        #expect(try folder.bytes(of: "ema.csv") != folder.bytes(of: "alone.csv"))
    }

    @Test func `a prefix without a model is refused with those that have one`() async throws {
        let outcome = try await run("score", Fixtures.slide, "--model", "two.safetensors", "--prefix", "best")
        #expect(outcome.failed)
        #expect(
            outcome.errors
                == "linmil: two.safetensors: has no Lin-MIL model under the prefix 'best', expected 'ema' and 'net'; correct --prefix\n"
        )
    }

    @Test func `a picture's record names the model, the rest and the command that draws it again`() async throws {
        try folder.gather(Fixtures.slide)
        let outcome = try await run(
            "render", "contiguous-f4.h5", "--model", "two.safetensors", "--prefix", "net", "--background", "white",
            "-o", "a.png", "--json")
        #expect(outcome.succeeded)
        #expect(outcome.errors.contains("linmil: warning: " + Self.warning))
        #expect(outcome.output.contains(Self.warning))
        #expect(outcome.output.contains("--model two.safetensors --prefix net"))
    }

    @Test func `a cohort takes the name from the command or from a row of its list`() async throws {
        try cohort.makeSlides("a", "b")
        try folder.write(
            "slide_id,features,prefix\na,features/a.h5,net\nb,features/b.h5,\n", to: "list.csv")
        let outcome = try await run(
            "cohort", "list.csv", "--model", "two.safetensors", "--prefix", "ema", "-o", "out")
        #expect(outcome.succeeded, "\(outcome.errors)")
        #expect(outcome.errors.hasPrefix("linmil: warning: " + Self.warning))
        let (a, b) = (try cohort.record("a"), try cohort.record("b"))
        #expect(a.basis?.sources.model?.prefix == "net")
        #expect(b.basis?.sources.model?.prefix == "ema")
        #expect(a.result?.prediction?.logits != b.result?.prediction?.logits)
        for record in [a, b] { #expect(record.warnings.contains { $0.hasPrefix(Self.warning) }) }
    }

    @Test func `the rows of a list may choose for themselves`() async throws {
        try cohort.makeSlides("a", "b")
        try folder.write("slide_id,features,prefix\na,features/a.h5,net\nb,features/b.h5,ema\n", to: "list.csv")
        let outcome = try await run("cohort", "list.csv", "--model", "two.safetensors", "-o", "out")
        #expect(outcome.succeeded, "\(outcome.errors)")
    }

    @Test func `a cohort drawn in two passes keeps the warning`() async throws {
        try cohort.makeSlides("a")
        let outcome = try await run(
            "cohort", "features", "--model", "two.safetensors", "--prefix", "net", "--scale", "cohort", "-o", "out")
        #expect(outcome.succeeded, "\(outcome.errors)")
        #expect(try cohort.record("a").warnings.filter { $0.hasPrefix(Self.warning) }.count == 1)
    }

    @Test func `the chosen model is shown, and converted alone`() async throws {
        let page = try await run("inspect", "two.safetensors", "--prefix", "net")
        #expect(page.succeeded && page.errors.isEmpty)
        #expect(page.output.contains("left aside") && page.output.contains("criterion.weight"))
        let converted = try await run("inspect", "two.safetensors", "--prefix", "net", "--convert", "net.safetensors")
        #expect(converted.succeeded)
        #expect(converted.errors.contains(Self.warning))
        #expect(try Checkpoint(readingFrom: folder.path + "/net.safetensors").leftAside == nil)
    }
}
