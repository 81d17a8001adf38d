import Testing

@Suite struct `Inspecting files` {
    let folder: ScratchFolder
    init() throws { folder = try ScratchFolder() }

    private func inspect(_ arguments: String...) async throws -> String {
        let outcome = try await Command.run(["inspect"] + arguments, in: folder)
        try #require(outcome.succeeded && outcome.errors.isEmpty, "\(outcome.errors)")
        return outcome.output
    }

    @Test(arguments: [
        (
            Fixtures.sample("tumor-01"),
            ["HDF5 file", "[997, 1024]", "float16", "997 tiles, 1024 wide", "512 level-0 px", "36800x19200"]
        ),
        (
            Fixtures.folder + "/faults/slide-without-coordinates/slide.h5",
            ["HDF5 file", "64 tiles, 8 wide", "there is no dataset 'coords'", "--coords"]
        ),
        (
            Fixtures.sampleModel,
            ["35 tensors", "sha256:", "ReLU", "1024 features per tile", "normal, tumor", "[192, 64]"]
        ),
        (Fixtures.samples + "/model.pt", ["35 tensors", "assumed", "--activation", "class 0, class 1"]),
        (
            Fixtures.folder + "/faults/model-with-a-gate/model.safetensors",
            ["not a Lin-MIL model", "gate.weight [2, 8]", "projection.weight"]
        ),
        (Fixtures.sampleThumbnail("tumor-01"), ["PNG image", "1199 x 625 px"]),
    ]) func `shows what a file holds`(file: String, expected: [String]) async throws {
        let page = try await inspect(file)
        #expect(page.hasPrefix(file + ": "))
        for words in expected { #expect(page.contains(words)) }
    }

    @Test func `an HDF5 file may begin with another program's bytes`() async throws {
        let file = Fixtures.folder.replacing("CommandTests", with: "SlidesTests") + "/structures/user-block.h5"
        let outcome = try await Command.run(["inspect", file], in: folder)
        #expect(outcome.succeeded && outcome.output.hasPrefix("\(file): HDF5 file\n"), "\(outcome)")
    }

    @Test func `shows several files in their order`() async throws {
        let page = try await inspect(Fixtures.thumbnail, Fixtures.slide, Fixtures.model)
        let places = try [Fixtures.thumbnail, Fixtures.slide, Fixtures.model].map {
            try #require(page.firstRange(of: $0))
        }
        #expect(places.map(\.lowerBound) == places.map(\.lowerBound).sorted())
    }

    @Test func `prints JSON as one list with an object for each file`() async throws {
        let pages = try jsonList(try await inspect("--json", Fixtures.slide, Fixtures.model, Fixtures.thumbnail))
        #expect(pages.map { $0["path"] as? String } == [Fixtures.slide, Fixtures.model, Fixtures.thumbnail])
        #expect(
            pages.map { $0["kind"] as? String } == ["HDF5 file", "checkpoint with 35 tensors", "PNG image"])
    }

    @Test(arguments: ["model-text/model.pt", "slide-truncated/slide.h5", "thumbnail-truncated/thumbnail.png", "none"])
    func `refuses what it cannot read`(name: String) async throws {
        let file = Fixtures.folder + "/faults/" + name
        let outcome = try await Command.run(["inspect", Fixtures.slide, file], in: folder)
        #expect(outcome.status == 1 && !outcome.wasKilled)
        #expect(outcome.errors.hasPrefix("linmil: \(file): "))
        // The other file has its page.
        #expect(outcome.output.hasPrefix("\(Fixtures.slide): HDF5 file\n"))
        #expect(try await Command.run(["inspect", file], in: folder).failed)
    }
}
