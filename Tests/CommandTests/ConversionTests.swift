import Testing

@Suite struct `Converting a checkpoint` {
    let folder: ScratchFolder
    init() throws { folder = try ScratchFolder() }

    private func convert(_ model: String, _ options: String...) async throws -> Command.Outcome {
        try await Command.run(["inspect", model, "--convert", "converted.safetensors"] + options, in: folder)
    }

    private func scores(_ slide: String, _ model: String, _ options: String...) async throws -> [UInt8] {
        let outcome = try await Command.run(
            ["score", slide, "--model", model, "-o", "scores.csv"] + options, in: folder)
        try #require(outcome.succeeded, "\(outcome.errors)")
        return try folder.bytes(of: "scores.csv")
    }

    @Test(arguments: [Fixtures.samples + "/model.pt", Fixtures.sampleModel])
    func `keeps the scores, byte for byte`(model: String) async throws {
        #expect(try await convert(model).succeeded)
        let slide = Fixtures.sample("normal-01")
        #expect(try await scores(slide, "converted.safetensors") == scores(slide, model))
    }

    @Test func `records the activation, so the option is no longer needed`() async throws {
        let outcome = try await convert(Fixtures.model, "--activation", "gelu")
        #expect(outcome.succeeded && outcome.errors.isEmpty)
        #expect(
            try await scores(Fixtures.slide, "converted.safetensors")
                == scores(Fixtures.slide, Fixtures.model, "--activation", "GeLU"))
    }

    @Test func `prints what was written and what was assumed`() async throws {
        let outcome = try await convert(Fixtures.samples + "/model.pt")
        #expect(outcome.output.hasPrefix("converted.safetensors: checkpoint with 35 tensors"))
        for words in ["sha256:", "[\"class 0\",\"class 1\"]", "float32 [192, 64]"] {
            #expect(outcome.output.contains(words))
        }
        #expect(!outcome.output.contains("assumed"))
        #expect(outcome.errors.contains("ReLU was stored") && outcome.errors.contains("--activation"))
        let pages = try jsonList(try await convert(Fixtures.sampleModel, "--json").output)
        #expect(pages.map { $0["path"] as? String } == ["converted.safetensors"])
    }

    @Test func `keeps class names and the activation that the file records`() async throws {
        let outcome = try await convert(Fixtures.sampleModel)
        #expect(outcome.succeeded && outcome.errors.isEmpty)
        #expect(outcome.output.contains("normal, tumor"))
    }

    @Test(arguments: [Fixtures.slide, Fixtures.thumbnail])
    func `fails with a usage error if the file is not a checkpoint`(file: String) async throws {
        let outcome = try await convert(file)
        #expect(outcome.status == 64 && !outcome.wasKilled && outcome.output.isEmpty)
        #expect(outcome.errors.contains("needs a checkpoint"))
        #expect(try folder.names.isEmpty)
    }

    @Test(arguments: ["model-with-a-gate/model.safetensors", "model-truncated-pt/model.pt", "none.pt"])
    func `leaves nothing behind if the checkpoint is not a model`(name: String) async throws {
        let file = Fixtures.folder + "/faults/" + name
        let outcome = try await convert(file)
        #expect(outcome.failed)
        #expect(outcome.errors.hasPrefix("linmil: \(file): "))
        #expect(try folder.names.isEmpty)
    }

    @Test func `can overwrite its own input`() async throws {
        #expect(try await convert(Fixtures.model, "--activation", "elu").succeeded)
        let before = try folder.bytes(of: "converted.safetensors")
        #expect(try await convert("converted.safetensors").succeeded)
        #expect(try folder.bytes(of: "converted.safetensors") == before)
    }
}
