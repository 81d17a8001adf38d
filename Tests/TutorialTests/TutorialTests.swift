import Foundation
import Heatmaps
import Images
import LinMIL
import Rendering
import Results
import Slides
import Testing

/// The code of docs/library.md. It uses the modules as any program would.
@Suite struct `The tutorial` {
    private static let file = URL(filePath: #filePath)
    private static let root = file.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    private let slide = root.appending(path: "Tests/CommandTests/Fixtures/small/contiguous-f4.h5").path
    private let checkpoint = root.appending(path: "Tests/CommandTests/Fixtures/small/model.pt").path
    private let thumbnail = root.appending(path: "Tests/CommandTests/Fixtures/small/thumbnail.png").path
    private let bag = root.appending(path: "Tests/CommandTests/Fixtures/arrays/features/tensor.pt").path
    private let array = root.appending(path: "Tests/CommandTests/Fixtures/arrays/scores/three-columns.npy").path
    private let folder = FileManager.default.temporaryDirectory.appending(path: "linmil-\(UUID().uuidString)")

    @Test func `goes from a random model to scores`() throws {
        let configuration = Configuration(inputDimension: 16, classes: 2, latentDimension: 32, depth: 2)
        let model = try Model(random: configuration, seed: 1)

        let features = FeatureSource([Float](repeating: 0.5, count: 60 * 16), width: 16)  // [60 tiles, 16]
        let tumor = Score(.relevance, class: 1)
        let output = try model.forward(features, scores: [.cls, tumor])

        if let probabilities = output.probabilities, let predicted = output.predictedClass {
            print(output.logits, probabilities, model.classNames[predicted])  // [2], [2], a name
        }
        print(output.scores[.cls, default: []].count)  // 60: the class token's attention on each tile
        print(output.scores[tumor, default: []].count)  // 60: what speaks for class 1, and below 0 against it
        #expect(output.scores[tumor]?.count == 60)
    }

    @Test func `goes from features to an overlay`() throws {
        let scores = folder.appending(path: "slide.json").path
        let overlay = folder.appending(path: "overlay.png").path
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)

        let features = try FeatureFile(path: slide)
        let tiles = try TileGrid(of: features)
        let model = try ModelFile(path: checkpoint)  // for a .pt trained with GELU, add activation: .gelu
        let result = try SlideResult(scoring: features, on: tiles, with: model, score: .cls)
        print(result.prediction?.name ?? "", result.scores.count)

        try result.write(to: scores)  // "slide.json" or "slide.h5"
        let read = try SlideResult(readingJSONFrom: scores)
        #expect(read == result && read.scores.count == 64)

        let request = ScoreRequest([.cls, .relevance], class: .named("class 1"))
        let both = try SlideResult(
            scoring: features, on: tiles, with: model, scores: request.scores(of: model.model))
        for map in both.maps.indices {
            print(both.names[map], both.alone(map).scores.count, both.maps[map].parts?.target ?? 0)
        }
        #expect(both.maps[0] == result.maps[0] && both.names == ["cls", "relevance"])

        var measured = both
        try measured.evaluate(on: features, with: model, explained: 1)
        print(measured.measures(of: 1)?.sentence ?? "", measured.evaluation?.scores["relevance"]?.srg ?? 0)
        #expect(measured.measures(of: 1)?.class == 1 && measured.evaluation?.kept.count == 16)

        var settings = RenderSettings()
        settings.normalization = .robust
        settings.selection = .topPercent(25)
        let canvas = try Canvas(tiles, of: slide, thumbnail: thumbnail, settings: settings)
        let rendering = try Rendering(result, on: canvas, settings: settings)
        for warning in canvas.warnings { print(warning) }
        try rendering.write(to: overlay)
        #expect(rendering.drawnTileCount == 16)
        #expect(try Image(contentsOf: overlay) == rendering.drawn())
        #expect(try Image(contentsOf: overlay) != Image(contentsOf: thumbnail))
    }

    @Test func `reads files of other programs`() throws {
        let tensor = try FeatureFile(anyFormatAt: bag)
        let places = try TileGrid(of: tensor, given: GivenGeometry(coordinates: slide))
        let others = try ScoreFile(anyFormatAt: array, choice: ScoreChoice(className: "1"))
        let drawn = try SlideResult(others, on: TileGrid(of: others, given: GivenGeometry(coordinates: slide)))
        print(tensor.width, places.side, drawn.score.title(drawn.prediction))
        #expect(tensor.width == 8 && places.origins.count == 64 && drawn.score == .named("score", class: 1))
    }

    @Test func `goes from a file to a picture`() throws {
        let features = try FeatureFile(path: slide)
        let model = try Model(readingFrom: checkpoint)
        let output = try model.forward(FeatureSource(features))

        let overlay = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).png").path
        defer { try? FileManager.default.removeItem(atPath: overlay) }
        let tiles = try TileGrid(of: features)
        let size = tiles.slideSize ?? tiles.extent
        let layout = TileLayout(
            origins: tiles.origins, side: tiles.side, slide: PixelSize(width: size.width, height: size.height))
        let values = try Normalization.rank.applied(to: output.scores[.cls, default: []])
        let heatmap = try Heatmap(values: values, tiles: layout)
        try heatmap.writePNG(to: overlay, over: .white(layout.slide.fitted(toLongestSide: 300)))
        let picture = try Image(contentsOf: overlay)
        #expect(max(picture.width, picture.height) <= 300 && picture.pixels.contains { $0 != 255 })
    }

    @Test func `runs several slides`() throws {
        let model = try Model(readingFrom: checkpoint)
        let bags = try [slide, slide].map { FeatureSource(try FeatureFile(path: $0)) }
        let outputs = try model.forward(bags, scores: [.cls])
        for (bag, output) in zip(bags, outputs) {
            print(bag.name, output.logits)
        }
        #expect(outputs.count == 2)
    }

    @Test func `encodes positions`() throws {
        let features = try FeatureFile(path: slide)
        let tiles = try TileGrid(of: features)
        var model = try Model(readingFrom: checkpoint)
        let plain = try model.forward(FeatureSource(features))
        model.positionalEncoding = .sinusoidal(tileSide: tiles.side)
        let encoded = try model.forward(FeatureSource(features, coordinates: tiles.origins))
        #expect(encoded.logits != plain.logits)
        model.positionalEncoding = PositionalEncoding { tile, origin in
            for channel in tile.indices { tile[channel] += Float(origin.x + origin.y) / 100_000 }
        }
        let own = try model.forward(FeatureSource(features, coordinates: tiles.origins))
        #expect(own.logits != plain.logits && own.logits != encoded.logits)
    }

    @Test func `converts a checkpoint`() throws {
        let original = try Checkpoint(readingFrom: checkpoint)
        let known = try Model(original, activation: .gelu)
        let bytes = try original.safetensors(metadata: known.metadata)

        let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).safetensors").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(bytes).write(to: URL(filePath: path))
        #expect(try Model(readingFrom: path).configuration == known.configuration)
    }

    @Test func `only has code that is compiled here`() throws {
        func trimmed(_ text: Substring) -> String { text.trimmingCharacters(in: .whitespaces) }
        let source = try String(contentsOf: Self.file, encoding: .utf8).split(separator: "\n").map(trimmed)
        let tutorial = try String(contentsOf: Self.root.appending(path: "docs/library.md"), encoding: .utf8)
        let blocks = tutorial.split(separator: "```swift\n").dropFirst().compactMap { $0.split(separator: "```").first }
        #expect(blocks.count > 8)
        for block in blocks.dropFirst() {  // the first is the manifest's
            let lines = block.split(separator: "\n").map(trimmed)
            #expect(source.contains(lines), "\(block)")
        }
    }
}
