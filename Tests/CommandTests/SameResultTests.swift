import Images
import Testing

/// Options and inputs that must not change a result.
@Suite struct `The same result` {
    let folder: ScratchFolder
    init() throws { folder = try ScratchFolder() }

    /// Renders and scores. Returns the pixels of the picture, or the bytes of its file, and the rows of the table.
    private func results(
        _ slide: String, _ model: String, _ options: String..., asFile: Bool = false
    ) async throws -> [[UInt8]] {
        let inputs = [slide, "--model", model] + options
        let render = try await Command.run(["render"] + inputs + ["-o", "overlay.png"], in: folder)
        let score = try await Command.run(["score"] + inputs + ["-o", "scores.csv"], in: folder)
        try #require(render.succeeded && score.succeeded, "\(render.errors)\(score.errors)")
        // The file names its inputs.
        let picture = try asFile ? folder.bytes(of: "overlay.png") : folder.image("overlay.png").pixels
        // The first column is the slide's name.
        let lines = try folder.bytes(of: "scores.csv").split(separator: UInt8(ascii: "\n"))
        return [picture] + lines.map { Array($0.drop { $0 != UInt8(ascii: ",") }) }
    }

    @Test func `is given by every run and every number of threads, byte for byte`() async throws {
        let slide = Fixtures.sample("tumor-01")
        let first = try await results(slide, Fixtures.sampleModel, asFile: true)
        #expect(try await results(slide, Fixtures.sampleModel, asFile: true) == first)
        for threads in ["1", "2", "7"] {
            #expect(try await results(slide, Fixtures.sampleModel, "--threads", threads, asFile: true) == first)
        }
    }

    @Test func `is given by a PyTorch checkpoint and by safetensors`() async throws {
        let slide = Fixtures.sample("normal-01")
        #expect(
            try await results(slide, Fixtures.samples + "/model.pt")
                == results(slide, Fixtures.samples + "/model.safetensors"))
    }

    @Test(arguments: [
        "contiguous-f2", "rows-f2", "blocks-f2", "gzip-f2", "rows-f4", "blocks-f4", "gzip-f4",
    ]) func `is given by the same features in every storage`(layout: String) async throws {
        let expected = try await results(Fixtures.slide, Fixtures.model)
        #expect(try await results(Fixtures.small(layout + ".h5"), Fixtures.model) == expected)
    }

    @Test func `is given with zlib where libdeflate cannot be opened`() async throws {
        try folder.write("no library", to: "libdeflate.so.0")
        let inputs = "\(Fixtures.small("gzip-f4.h5")) --model \(Fixtures.model) --thumbnail \(Fixtures.thumbnail)"
        for (name, variable) in [("usual", ""), ("zlib", "LD_LIBRARY_PATH=$PWD")] {
            let outcome = try await Command.shell("\(variable) $linmil render \(inputs) -o \(name).png", in: folder)
            try #require(outcome.succeeded, "\(outcome.errors)")
        }
        #expect(try folder.bytes(of: "usual.png") == folder.bytes(of: "zlib.png"))
    }

    @Test func `is given by coordinates in a separate file`() async throws {
        let expected = try await results(Fixtures.slide, Fixtures.model)
        let faulty = Fixtures.folder + "/faults/slide-without-coordinates/slide.h5"
        #expect(try await results(faulty, Fixtures.model, "--coords", Fixtures.slide) == expected)
    }
}
