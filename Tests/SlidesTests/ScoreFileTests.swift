import Glibc
import Testing

@testable import Slides

@Suite struct `A file of scores` {
    static let provenance = ScoreProvenance(
        version: "0.2.0", score: "cls", block: 1, slide: "h5/slide-7.h5", model: "model.safetensors",
        fingerprint: "sha256:" + String(repeating: "0", count: 64), attention: "linear", pooling: "cls",
        classes: ["normal", "tumör"], logits: [-1, 1], probabilities: [0.125, 0.875], predictedClass: 1)

    private static func tiles(
        _ origins: [SIMD2<Double>] = [[0, 0], [512, 0], [0, 512]], side: Double = 512,
        size: SlideSize? = SlideSize("900x1000")
    ) throws -> TileGrid {
        try TileGrid(origins: origins, side: side, slideSize: size, path: "tiles.json")
    }

    /// Writes scores, calls `body` with the path of their file, and removes it.
    static func withFile<Result>(
        _ scores: [Float] = [0.5, -1, 2e-7], _ tiles: TileGrid? = nil,
        _ provenance: ScoreProvenance = provenance, _ body: (String) throws -> Result
    ) throws -> Result {
        let path = "/tmp/linmil-scores-\(getpid())-\(UInt64.random(in: 0 ... .max)).h5"
        defer { unsafe unlink(path) }
        try ScoreFile.write(scores, of: try tiles ?? Self.tiles(), provenance: provenance, to: path)
        return try body(path)
    }

    @Test func `by h5py in linmil's layout says where its scores come from`() throws {
        let file = try ScoreFile(path: Case.folder("linmil-scores") + "scores.h5")
        #expect(file.provenance == Self.provenance)
        #expect(file.provenance?.slideName == "slide-7")
        #expect(file.scores.prefix(3) == [0, 1, 2])
    }

    @Test func `of another program has no provenance`() throws {
        #expect(try ScoreFile(path: Case.folder("clam-blockmap") + "slide_blockmap.h5").provenance == nil)
    }

    @Test func `reads back as it was written`() throws {
        try Self.withFile { path in
            let file = try ScoreFile(path: path)
            #expect(file.scores == [0.5, -1, 2e-7])
            #expect(file.provenance == Self.provenance)
            let tiles = try TileGrid(of: file)
            #expect(tiles.origins == [[0, 0], [512, 0], [0, 512]])
            #expect(tiles.side == 512 && tiles.slideSize == SlideSize("900x1000") && tiles.warnings.isEmpty)
            let objects = try FileSummary(path: path).objects
            #expect(objects.map(\.type) == ["group", "float32", "int32"])
            #expect(objects[1].shape == [3, 1] && objects[2].shape == [3, 2])
        }
    }

    @Test func `keeps corners and sides that are no whole numbers`() throws {
        let tiles = try Self.tiles([[0.25, 0], [1030.5, 7]], side: 1030.18, size: nil)
        try Self.withFile([1, 2], tiles) { path in
            let read = try TileGrid(of: try ScoreFile(path: path))
            #expect(read.origins == tiles.origins && read.side == 1030.18 && read.slideSize == nil)
            #expect(try FileSummary(path: path).objects[2].type == "float64")
        }
    }

    @Test func `keeps every class, also where names are long, empty or many`() throws {
        for classes in [["one"], ["", "ü"], (0..<1000).map { "class \($0)" }] {
            var known = Self.provenance
            known.classes = classes
            known.logits = classes.indices.map(Float.init)
            known.probabilities = classes.map { _ in 1 / Float(classes.count) }
            known.predictedClass = classes.count - 1
            let read = try Self.withFile([1, 2, 3], nil, known) { try ScoreFile(path: $0).provenance }
            #expect(read == known)
        }
    }

    @Test func `has the same bytes whenever it is written`() throws {
        let bytes = try Self.withFile { Fixtures.bytes(of: $0) }
        #expect(bytes.count > 1000)
        #expect(try Self.withFile { Fixtures.bytes(of: $0) } == bytes)
    }

    @Test func `with names that HDF5 cannot hold is refused, and leaves nothing`() throws {
        var known = Self.provenance
        known.classes = [String(repeating: "n", count: 40_000), "tumor"]
        let error = try #require(throws: SlideError.self) { try Self.withFile([1, 2, 3], nil, known) { _ in } }
        for words in ["/tmp/linmil-scores", "80000 bytes of 'classes'", "64000", ".json"] {
            #expect("\(error)".contains(words))
        }
    }

    @Test func `that is damaged is read or refused`() async {
        await #expect(processExitsWith: .success) {
            let bytes = try `A file of scores`.withFile { Fixtures.bytes(of: $0) }
            let path = "/tmp/linmil-damaged-scores-\(getpid()).h5"
            defer { unsafe unlink(path) }
            var random = SplitMix(state: 7)
            for round in 0..<700 {
                var damaged = bytes
                if round < 300 {
                    damaged.removeLast(round * bytes.count / 300)
                } else {
                    for _ in 0..<4 {
                        damaged[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
                    }
                }
                Fixtures.write(damaged, to: path)
                do {
                    _ = try TileGrid(of: try ScoreFile(path: path))
                } catch {
                    precondition("\(error)".hasPrefix(path) && !"\(error)".contains("\n"), "\(error)")
                }
            }
        }
    }
}
