import Testing

@Suite struct `Scoring a slide` {
    /// The largest error allowed because float32 sums run in another order than PyTorch's, relative to the largest
    /// magnitude.
    static let bound = 1e-5

    let folder: ScratchFolder
    init() throws { folder = try ScratchFolder() }

    private func score(_ slide: String, _ model: String, _ options: String...) async throws -> Command.Outcome {
        let outcome = try await Command.run(["score", slide, "--model", model] + options, in: folder)
        try #require(outcome.succeeded, "\(outcome.errors)")
        return outcome
    }

    private func text(_ name: String) throws -> String { String(decoding: try folder.bytes(of: name), as: UTF8.self) }

    /// The logits in samples/README.md.
    @Test(arguments: [
        ("tumor-01", 997, [-3.8527, 3.6567]), ("tumor-02", 992, [-3.8508, 3.6310]),
        ("normal-01", 855, [3.9014, -4.2202]),
    ]) func `the samples have the logits in their README`(slide: String, tiles: Int, logits: [Double])
        async throws
    {
        let file = try ScoresFile(try await score(Fixtures.sample(slide), Fixtures.sampleModel, "--json").output)
        #expect(zip(file.logits, logits).allSatisfy { abs($0 - $1) < 1e-4 })
        #expect(file.scores.count == tiles && file.coords.count == tiles)
    }

    @Test(arguments: [
        ("tumor-01", Fixtures.sample("tumor-01"), Fixtures.sampleModel), ("small", Fixtures.slide, Fixtures.model),
    ]) func `logits and both scores equal PyTorch's`(name: String, slide: String, model: String) async throws {
        let reference = try Fixtures.Reference(name)
        for (kind, scores) in [("cls", reference.cls), ("attn", reference.attn)] {
            let file = try ScoresFile(try await score(slide, model, "--score", kind, "-o", "-").output)
            #expect(file.score.kind == kind)
            #expect(relativeError(file.logits, reference.logits) <= Self.bound)
            #expect(relativeError(file.scores, scores) <= Self.bound)
        }
    }

    @Test func `a score file describes its inputs`() async throws {
        let outcome = try await score(Fixtures.sample("tumor-01"), Fixtures.sampleModel, "-o", "scores.json")
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.hasPrefix("scores.json: 997 tiles, predicted tumor"))
        #expect(try folder.names == ["scores.json"])
        let file = try ScoresFile(text("scores.json"))
        #expect(file.slide == "tumor-01.h5")
        #expect(file.model.name == "model.safetensors")
        #expect(file.model.fingerprint.wholeMatch(of: /sha256:[0-9a-f]{64}/) != nil)
        #expect(file.model.attention == "linear" && file.model.pooling == "cls")
        #expect(file.model.classes == ["normal", "tumor"])
        #expect(abs(file.probabilities.reduce(0, +) - 1) < 1e-6)
        #expect(file.predictedClass == 1)
        #expect(file.score.block == 1 && file.score.class == nil && file.score.head == nil)
        #expect(file.tileSize == 512)
        #expect(file.slideSize == [36800, 19200])
        #expect(file.coords.first == [2048, 5632])
    }

    @Test(arguments: [["-o", "-"], ["--json"]])
    func `standard output has only the JSON`(options: [String]) async throws {
        let outcome = try await Command.run(["score", Fixtures.slide, "--model", Fixtures.model] + options, in: folder)
        #expect(outcome.succeeded && outcome.errors.isEmpty)
        #expect(outcome.output.count { $0 == "\n" } == 1)
        let keys = try jsonObject(outcome.output).keys.sorted()
        #expect(
            keys == [
                "coords", "featuresFingerprint", "logits", "model", "mpp", "predictedClass", "probabilities", "score",
                "scores", "slide", "slideSize", "tileSize", "tileSizeSource", "tilesSeen", "version",
                "warnings",
            ])
        #expect(try folder.names.isEmpty)
    }

    @Test func `without JSON there is a summary for people`() async throws {
        let outcome = try await score(Fixtures.sample("tumor-01"), Fixtures.sampleModel)
        for words in [
            "997 tiles of 512 level-0 px", "predicted  tumor (> 0.999)", "logit 3.657", "tile 131 at (7168, 7168)",
        ] {
            #expect(outcome.output.contains(words))
        }
        #expect(outcome.errors.isEmpty)
        #expect(try folder.names.isEmpty)
        #expect(try await score(Fixtures.slide, Fixtures.model, "--quiet").output.isEmpty)
    }

    @Test func `another activation changes the logits`() async throws {
        let relu = try ScoresFile(try await score(Fixtures.slide, Fixtures.model, "--json").output)
        let elu = try ScoresFile(
            try await score(Fixtures.slide, Fixtures.model, "--json", "--activation", "elu").output)
        #expect(relu.logits != elu.logits)
    }
}
