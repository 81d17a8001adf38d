import Files
import Foundation
import Images
import Results
import Slides
import Testing

/// Features in files of PyTorch, NumPy and slideflow give the scores that the same features give in HDF5.
@Suite struct `Features in a tensor or an array` {
    let folder: ScratchFolder
    init() throws { folder = try ScratchFolder() }

    static func features(_ name: String) -> String { "\(Fixtures.folder)/arrays/features/\(name)" }
    static func layout(_ name: String) -> String { "\(Fixtures.folder)/layouts/\(name)" }

    private func score(_ file: String, _ options: [String]) async throws -> ScoresFile {
        let outcome = try await Command.run(
            ["score", file, "--model", Fixtures.model, "-o", "-"] + options, in: folder)
        try #require(outcome.succeeded, "\(outcome.errors)")
        return try ScoresFile(outcome.output)
    }

    @Test(arguments: [
        ("tensor.pt", true), ("half.pt", true), ("bfloat16.pt", true), ("double.pt", true), ("batch-of-one.pt", true),
        ("strided.pt", true), ("before-1.6.pt", true), ("with-coords.pt", false), ("with-coords.safetensors", false),
        ("array.npy", true), ("fortran.npy", true), ("big-endian.npy", true), ("with-coords.npz", false),
        ("deflated-with-coords.npz", false),
    ]) func `give the same scores as in HDF5`(name: String, needsCoordinates: Bool) async throws {
        let reference = try await score(Fixtures.slide, [])
        let options = needsCoordinates ? ["--coords", Fixtures.slide] : ["--tile-size", "640"]
        let scored = try await score(Self.features(name), options)
        #expect(scored.scores == reference.scores && scored.logits == reference.logits)
        #expect(scored.coords == reference.coords && scored.tileSize == 640)
    }

    @Test func `of CLAM's pt_files lie where its patches say`() async throws {
        let outcome = try await Command.run(
            [
                "render", Self.layout("clam/features/pt_files/small.pt"), "--model", Fixtures.model, "-o", "o.png",
                "--thumbnail", Fixtures.thumbnail, "--colormap", "coolwarm",
            ], in: folder)
        try #require(outcome.succeeded, "\(outcome.errors)")
        try folder.expect("o.png", shows: Fixtures.golden("small"))
    }

    @Test func `of CLAM's pt_files lie where h5_files say if there are no patches`() async throws {
        try folder.copy(Self.layout("clam/features/pt_files/small.pt"), to: "pt_files/small.pt")
        try folder.copy(Self.layout("clam/features/h5_files/small.h5"), to: "h5_files/small.h5")
        let scored = try await score("pt_files/small.pt", ["--tile-size", "640"])
        #expect(try await score(Fixtures.slide, []).coords == scored.coords)
    }

    @Test func `of slideflow are placed by the tiles' centres, and their side by its configuration`() async throws {
        let outcome = try await Command.run(
            [
                "render", Self.layout("slideflow/small.pt"), "--model", Fixtures.model, "-o", "o.png", "--mpp", "0.25",
                "--slide-size", "4800x4500", "--thumbnail", Fixtures.thumbnail, "--colormap", "coolwarm",
            ], in: folder)
        try #require(outcome.succeeded, "\(outcome.errors)")
        try folder.expect("o.png", shows: Fixtures.golden("small"))
    }

    @Test(arguments: ["score", "render", "inspect"]) func `without coordinates say which files have them`(
        command: String
    ) async throws {
        try folder.copy(Self.features("tensor.pt"), to: "slide.pt")
        let model = command == "inspect" ? [] : ["--model", Fixtures.model]
        let outcome = try await Command.run([command, "slide.pt"] + model, in: folder)
        let told = command == "inspect" ? outcome.output : outcome.errors
        #expect(
            told.contains("holds 64 tiles without coordinates, expected them in patches/slide.h5 or h5_files/slide.h5"))
        #expect(told.contains("--coords"))
        #expect(outcome.status == (command == "inspect" ? 0 : 1))
    }

    @Test func `are told of by inspect`() async throws {
        let outcome = try await Command.run(
            ["inspect", Self.features("with-coords.npz"), "--tile-size", "640"], in: folder)
        #expect(outcome.succeeded && outcome.output.contains("64 tiles, 8 wide, in 'feats'"))
        #expect(outcome.output.contains("tiles reach to"))
    }

    @Test(arguments: [
        ("whole-numbers.pt", "holds an array of int64 [64, 8], expected one matrix [tiles, width]"),
        ("one-row.pt", "holds an array of float32 [8], expected one matrix"),
        ("two-matrices.npz", "holds 'a' of float32 [64, 8], 'b' of float32 [64, 8], expected one matrix"),
        ("objects.npy", "has elements of the type '|O', expected an array of numbers"),
        ("cut.npy", "has 252 bytes for the shape [64] of float32"),
        ("claims-more.npy", "for the shape [9223372036854775807, 9]"),
        ("bomb.npz", "array 'arr_0.npy' is damaged"),
    ]) func `are refused if they are something else`(name: String, words: String) async throws {
        let path = "\(Fixtures.folder)/arrays/faults/\(name)"
        let outcome = try await Command.run(
            ["score", path, "--model", Fixtures.model, "--coords", Fixtures.slide, "-o", "o.json"], in: folder)
        #expect(outcome.failed && outcome.errors.hasPrefix("linmil: \(path): "))
        #expect(outcome.errors.contains(words), "\(outcome.errors)")
        #expect(try folder.names.isEmpty)
    }

    @Test(arguments: ["array.npy", "with-coords.pt"])
    func `are read where they lie, and refused if the file is cut meanwhile`(name: String) throws {
        let path = FileManager.default.temporaryDirectory.path + "/linmil-cut-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try FileManager.default.copyItem(atPath: Self.features(name), toPath: path)
        let features = try FeatureFile(anyFormatAt: path)
        var row = [UInt8](repeating: 0, count: features.rowSize)
        func read(_ tile: Int) throws {
            var span = row.mutableSpan
            var bytes = unsafe span.mutableBytes
            try features.readRows(tile..<tile + 1, into: &bytes)
        }
        try read(features.tileCount - 1)
        #expect(row.contains { $0 != 0 })
        try FileHandle(forWritingTo: URL(filePath: path)).truncate(atOffset: 200)
        #expect(throws: SlideError.file(.changed(path: path))) { try read(features.tileCount - 1) }
    }

    @Test func `are not a checkpoint's weights`() async throws {
        let outcome = try await Command.run(["score", Fixtures.model, "--model", Fixtures.model], in: folder)
        #expect(outcome.failed && outcome.errors.contains("expected one matrix [tiles, width]"))
        #expect(try await Command.run(["inspect", Fixtures.model], in: folder).output.contains("checkpoint with"))
    }

    @Test func `must have as many tiles as the coordinates beside them`() async throws {
        try folder.copy(Fixtures.folder + "/arrays/faults/whole-numbers.pt", to: "other.pt")
        try folder.copy(Self.features("tensor.pt"), to: "slide.pt")
        try folder.copy(Fixtures.sample("tumor-01"), to: "patches/slide.h5")
        let outcome = try await Command.run(["score", "slide.pt", "--model", Fixtures.model], in: folder)
        #expect(outcome.failed && outcome.errors.contains("but features of 64 in slide.pt"), "\(outcome.errors)")
    }
}

/// Scores of any program are drawn as linmil's own are.
@Suite struct `Scores of another program` {
    let folder: ScratchFolder
    init() throws { folder = try ScratchFolder() }

    private static func scores(_ name: String) -> String { "\(Fixtures.folder)/arrays/scores/\(name)" }
    private static let ofSlide = [
        "--slide-size", "4800x4500", "--thumbnail", Fixtures.thumbnail, "--colormap", "coolwarm",
    ]
    private static let coordinates = ["--coords", Fixtures.slide]
    private static let columns = ["--columns", "left,top,my risk", "--tile-size", "640"]

    @Test(arguments: [
        ("array.npy", coordinates, "score"), ("row.npy", coordinates, "score"), ("small_att.npz", coordinates, "score"),
        ("tensor.pt", coordinates, "score"), ("with-coords.npz", ["--tile-size", "640"], "scores"),
        ("three-rows.npy", coordinates + ["--class", "1"], "score"),
        ("three-columns.npy", coordinates + ["--class", "1"], "score"),
        ("row.h5", ["--tile-size", "640"], "attention_scores"),
        ("three-rows.h5", ["--tile-size", "640", "--class", "1"], "attention_scores"),
        ("three-columns.h5", ["--tile-size", "640", "--class", "1"], "attention_scores"),
        ("wsinfer.csv", ["--class", "Tumor"], "prob_Tumor"), ("wsinfer.csv", ["--class", "1"], "prob_Tumor"),
        ("wsinfer.csv", ["--columns", "minx,miny,prob_Tumor"], "prob_Tumor"),
        ("wsinfer-of-one-class.csv", [], "prob_Tumor"), ("other-columns.csv", columns, "my risk"),
        ("other-columns.tsv", columns, "my risk"), ("european.csv", [], "score"), ("excel.txt", [], "score"),
        ("sep.csv", [], "score"),
    ]) func `are drawn without a model`(name: String, options: [String], score: String) async throws {
        let outcome = try await Command.run(
            ["render", Self.scores(name), "-o", "o.png", "--json"] + Self.ofSlide + options, in: folder)
        try #require(outcome.succeeded, "\(outcome.errors)")
        #expect(!outcome.errors.contains("inferred"), "\(outcome.errors)")
        try folder.expect("o.png", shows: Fixtures.golden("small"))
        let record = try jsonObject(outcome.output)
        #expect((record["score"] as? [String: Any])?["kind"] as? String == score)
        #expect(record["prediction"] is NSNull && record["model"] is NSNull)
        let fingerprint = (record["features"] as? [String: Any])?["fingerprint"] as? String
        #expect(fingerprint?.hasPrefix("sha256:") == true)
    }

    @Test(arguments: [
        ("three-rows.npy", coordinates, "of the shape [3, 64], one row for each of 3 classes", "--class (0 to 2)"),
        ("three-columns.h5", [], "'attention_scores' of the shape [64, 3], one column for each", "--class (0 to 2)"),
        ("wsinfer.csv", [], "probabilities of 2 classes", "--class (Other, Tumor)"),
        ("wsinfer.csv", ["--class", "tumour"], "no scores of the class 'tumour'", "Other, Tumor"),
        ("three-rows.npy", coordinates + ["--class", "3"], "no scores of the class '3'", "0, 1, 2"),
        ("three-rows.npy", coordinates + ["--class=-1"], "no scores of the class '-1'", "0, 1, 2"),
        ("other-columns.csv", [], "no columns that are known among 'tile', 'left', 'top'", "--columns x,y,score"),
        ("other-columns.csv", ["--columns", "left,top,risk"], "no column 'risk'", "--columns"),
        ("wsinfer-of-one-class.csv", ["--model", Fixtures.model], "already contains scores", "leave --model out"),
    ]) func `of several classes or columns must be chosen`(
        name: String, options: [String], found: String, remedy: String
    ) async throws {
        let outcome = try await Command.run(
            ["render", Self.scores(name), "-o", "o.png"] + Self.ofSlide + options, in: folder)
        #expect(
            outcome.failed && outcome.errors.contains(found) && outcome.errors.contains(remedy), "\(outcome.errors)")
        #expect(try folder.names.isEmpty)
    }

    @Test(arguments: [
        ("word.csv", "'high' in row 3, column 'score', expected a number"),
        ("short-row.csv", "'' in row 3, column 'score', expected a number"),
        ("oblong.csv", "tiles with sides of 320, 640 px in width and height, expected squares of one size"),
        ("no-tiles.csv", "no tile at all"), ("quote.csv", "a quotation mark without a partner in row 2"),
        ("nan.npy", "1 of 64 scores are not finite numbers, the first is nan of tile 5"),
        ("words.npy", "has elements of the type '<U1'"), ("other-tiles.npy", "but features of 60 in"),
        ("cut.npy", "bytes for the shape [64]"), ("bomb.npz", "is damaged"),
    ]) func `are refused if they are damaged or no numbers`(name: String, words: String) async throws {
        let path = "\(Fixtures.folder)/arrays/faults/\(name)"
        let options = name.hasSuffix(".csv") ? [] : Self.coordinates
        let outcome = try await Command.run(["render", path, "-o", "o.png"] + Self.ofSlide + options, in: folder)
        #expect(outcome.failed && outcome.errors.contains(words), "\(outcome.errors)")
        #expect(try folder.names.isEmpty)
    }

    @Test func `are drawn again by the recorded command`() async throws {
        try folder.copy(Self.scores("wsinfer.csv"), to: "scores.csv")
        try folder.copy(Fixtures.thumbnail, to: "thumbnail.png")
        let options = ["--class", "Tumor", "--slide-size", "4800x4500", "--thumbnail", "thumbnail.png"]
        let outcome = try await Command.run(["render", "scores.csv", "-o", "o.png", "--json"] + options, in: folder)
        let command = try #require(try jsonObject(outcome.output)["command"] as? String)
        let first = try folder.bytes(of: "o.png")
        let again = try await Command.shell(
            command.replacing("linmil ", with: "\"$linmil\" ", maxReplacements: 1), in: folder)
        #expect(again.succeeded, "\(again.errors)")
        #expect(try folder.bytes(of: "o.png") == first)
    }

    @Test func `that linmil wrote as CSV are read back`() async throws {
        let scored = try await Command.run(
            ["score", Fixtures.slide, "--model", Fixtures.model, "-o", "scores.csv"], in: folder)
        try #require(scored.succeeded)
        let outcome = try await Command.run(["render", "scores.csv", "-o", "o.png"] + Self.ofSlide, in: folder)
        try #require(outcome.succeeded, "\(outcome.errors)")
        try folder.expect("o.png", shows: Fixtures.golden("small"))
    }

    @Test func `cannot be chosen where a model computes them`() async throws {
        for (option, value, words) in [
            ("--columns", "x,y,score", "chooses among existing scores"), ("--class", "1", "knows no class"),
        ] {
            let outcome = try await Command.run(
                ["render", Fixtures.slide, "--model", Fixtures.model, option, value], in: folder)
            #expect(outcome.status == 64 && outcome.errors.contains(words))
        }
    }
}
