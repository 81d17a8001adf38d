import Foundation
import Heatmaps
import Images
import LinMIL
import Results
import Slides
import Testing

@testable import Rendering

@Suite struct `The legend of a score of a class` {
    private static let two = Prediction(classes: ["normal", "tumor"], logits: [-1, 2])
    private static let scores: [Float] = [-0.25, 0, 0.5, 1]

    private static func result(
        _ kind: Score.Kind = .relevance, _ scores: [Float] = scores, _ prediction: Prediction? = two, class: Int = 1
    ) -> SlideResult {
        SlideResult(
            features: FileReference("a.h5", fingerprint: nil), prediction: prediction,
            score: .model(Score(kind, class: kind.speaksOfClass ? `class` : nil)), scores: scores,
            origins: scores.indices.map { [Double($0) * 16, 0] }, tileSide: 16)
    }

    private static func canvas(_ result: SlideResult) throws -> Canvas {
        try Canvas(
            TileGrid(
                origins: result.origins, side: result.tileSide, slideSize: SlideSize("64x16"), given: GivenGeometry(),
                path: "a"), of: "a")
    }

    private static func legend(
        _ result: SlideResult, _ change: (inout RenderSettings) -> Void = { _ in }
    ) throws -> Figure.Legend {
        var settings = RenderSettings()
        change(&settings)
        let canvas = try canvas(result)
        let heatmap = try RenderedHeatmap(result, on: canvas, settings)
        return SlideLegend(heatmap, result, canvas, settings).legend
    }

    private static func ends(_ legend: Figure.Legend) -> [String?] {
        [legend.ends.low?.description, legend.ends.high?.description]
    }

    @Test(arguments: [Score.Kind.evidence, .relevance, .single, .gradient])
    func `says at its ends what the score speaks for`(kind: Score.Kind) throws {
        let legend = try Self.legend(Self.result(kind))
        #expect(Self.ends(legend) == ["speaks against tumor", "speaks for tumor"])
        #expect("\(legend.title)".contains("tumor"))
        let other = try Self.legend(Self.result(kind, class: 0))
        #expect(Self.ends(other) == ["speaks against normal", "speaks for normal"])
    }

    @Test func `has no such words for a score that knows no class`() throws {
        for kind in [Score.Kind.cls, .attn, .rollout] {
            #expect(try Self.ends(Self.legend(Self.result(kind))) == [nil, nil])
        }
    }

    @Test func `of a disagreement goes from 0 to 0.5 in a colour map without a middle`() throws {
        let result = SlideResult(
            features: FileReference("a.h5", fingerprint: nil), prediction: Self.two,
            score: .disagreement(Score(.relevance, class: 1)), scores: [0, 0.1, 0.25, 0.5],
            origins: Self.scores.indices.map { [Double($0) * 16, 0] }, tileSide: 16)
        let settings = RenderSettings().resolved(for: result.score)
        #expect(settings.colorMap == .cividis && settings.resolved(for: result.score) == settings)
        let legend = try Self.legend(result) { $0 = settings }
        #expect(Self.ends(legend) == ["models agree", "models disagree"])
        #expect("\(legend.title)" == "Models' disagreement: Relevance for tumor")
        let heatmap = try RenderedHeatmap(result, on: Self.canvas(result), settings)
        #expect(heatmap.scores.values == [0, Double(Float(0.1)) / 0.5, 0.5, 1])
        // Colours of the user's choice stay, and other programs' pixels.
        var chosen = RenderSettings()
        chosen.colorMap = .magma
        #expect(chosen.resolved(for: result.score).colorMap == .magma)
        chosen.compatible = .clam
        let compatible = chosen.resolved(for: result.score)
        #expect(compatible.normalization == .rank && compatible.range == nil && compatible.colorMap == .magma)
    }

    @Test func `speaks of the value or of a class without a name`() throws {
        let value = Prediction(classes: ["risk"], logits: [1])
        let legend = try Self.legend(Self.result(.relevance, Self.scores, value, class: 0))
        #expect(Self.ends(legend) == ["lowers the value", "raises the value"])
        #expect(legend.title == "Relevance for the value")
        let unknown = try Self.legend(Self.result(.relevance, Self.scores, nil))
        #expect(Self.ends(unknown) == ["speaks against class 1", "speaks for class 1"])
    }

    @Test(arguments: Normalization.allCases, [[0.25, 1], [-0.25, -1], [-0.25, 1]] as [[Float]])
    func `has 0 in the middle, whatever the signs of the scores`(normalization: Normalization, scores: [Float]) throws {
        let legend = try Self.legend(Self.result(.relevance, scores)) {
            ($0.normalization, $0.alpha) = (normalization, 1)
        }
        #expect(legend.ticks.ticks.contains { $0.label == "0" && $0.position == 0.5 })
        #expect(legend.colors == ColorMap.coolwarm.table)
    }

    @Test func `has one line with the verdict of a measured map`() throws {
        var result = Self.result()
        #expect(try Self.legend(result).notes.map(\.description).allSatisfy { !$0.contains("explain") })
        result.evaluation = try MadeEvaluation().evaluation
        #expect(try Self.legend(result).notes.first?.description == "This map explains the prediction (0.50).")
        var other = MadeEvaluation()
        other.maps = ["cls": try #require(other.maps["relevance"])]
        result.evaluation = try other.evaluation
        #expect(try Self.legend(result).notes.allSatisfy { !$0.description.contains("explain") }, "another map")
    }

    @Test func `marks the highest and the lowest score at their own colours`() throws {
        let ticks = try Self.legend(Self.result(.relevance, [0.25, 0.5, 1])) { $0.normalization = .rank }.ticks.ticks
        #expect(ticks.map(\.label) == ["0", "lowest", "highest"])
        #expect(ticks.map(\.detail) == [nil, "0.250", "1.00"])
        #expect(ticks[1].position > 0.5 && ticks[2].position == 1)
    }

    @Test func `shows how strongly tiles speak for a class, and the ranks of attention`() throws {
        let legend = try Self.legend(Self.result(.relevance, [-0.01, 0.5, 1]))
        #expect(legend.normalization?.contains("percentile") == true)
        #expect(legend.ticks.ticks.first?.label == "−1.0" && legend.ticks.ticks.last?.label == "1.0")
        #expect(try Self.legend(Self.result(.cls, [0.25, 0.5, 1])).normalization == "rank in this slide")
        let ranks = try Self.legend(Self.result(.relevance)) { $0.normalization = .rank }
        #expect(ranks.normalization == "rank in this slide, by magnitude")
    }

    @Test func `says nothing of an end that is not on its side of 0`() throws {
        let legend = try Self.legend(Self.result()) { settings in
            settings.normalization = .minmax
            settings.range = try? ScoreRange(low: 0, high: 2)
        }
        #expect(Self.ends(legend) == [nil, "speaks for tumor"])
    }

    @Test func `says that the tiles drawn are those that speak for the class`() throws {
        let legend = try Self.legend(Self.result()) { $0.selection = .top(3) }
        #expect(legend.notes.first?.description == "2 of 4 tiles are drawn: those that speak most strongly for tumor.")
        let cls = try Self.legend(Self.result(.cls)) { $0.selection = .top(3) }
        #expect(cls.notes.first?.description == "3 of 4 tiles are drawn.")
    }

    @Test func `leaves the user a sequential colour map`() throws {
        let legend = try Self.legend(Self.result()) { ($0.colorMap, $0.alpha) = (.viridis, 1) }
        #expect(legend.colors == ColorMap.viridis.table)
    }

    @Test(arguments: [Score.Kind.cls, .relevance], [RenderSettings.Ground.thumbnail, .white])
    func `shows the colours that occur in the picture`(kind: Score.Kind, ground: RenderSettings.Ground) throws {
        let result = Self.result(kind, kind == .cls ? [0, 0.25, 0.5, 1] : Self.scores)
        let tissue: SIMD3<UInt8> = [214, 150, 190]
        let picture = Image(
            size: PixelSize(width: 64, height: 16), channels: .rgb,
            pixels: (0..<64 * 16).flatMap { _ in [tissue.x, tissue.y, tissue.z] })
        var settings = RenderSettings()
        settings.ground = ground
        let tiles = try TileGrid(
            origins: result.origins, side: result.tileSide, slideSize: SlideSize("64x16"), given: GivenGeometry(),
            path: "a")
        let canvas = try Canvas(tiles, of: "a", picture: picture, settings: settings)
        let heatmap = try RenderedHeatmap(result, on: canvas, settings)
        #expect(heatmap.tissue == (ground == .white ? nil : tissue))
        let legend = SlideLegend(heatmap, result, canvas, settings).legend
        let drawn = try Rendering(result, on: canvas, settings: settings).drawn()
        for (tile, value) in heatmap.scores.values.enumerated() {
            let (pixel, entry) = (3 * (8 * 64 + 16 * tile + 8), 3 * ColorMap.index(of: value))
            #expect(drawn.pixels[pixel..<pixel + 3] == legend.colors[entry..<entry + 3], "tile \(tile)")
        }
        // The lowest attention leaves the tissue readable, and so does score 0.
        let neutral = kind == .cls ? 0 : 128
        #expect(heatmap.look.alpha.table(isSigned: kind != .cls)[neutral] < 0.21)
    }

    @Test func `tells both bars of panels apart`() throws {
        let legend = try Self.legend(Self.result()) { $0.panels = true }
        #expect(legend.mapColors == ColorMap.coolwarm.table && legend.colors != legend.mapColors)
    }

    @Test func `follows a record of an earlier version, which has one opacity`() throws {
        let text = #"{"colormap":"coolwarm","alpha":0.4,"legend":true}"#
        let settings = try JSONDecoder().decode(RenderSettings.self, from: Data(text.utf8))
        for isSigned in [false, true] {
            #expect(settings.look(isSigned: isSigned) == Look(colorMap: .coolwarm, alpha: 0.4, isSigned: isSigned))
        }
        #expect(RenderSettings().look(isSigned: false).alpha.isGrowing)
        let old = try JSONDecoder().decode(RenderSettings.Outline.self, from: Data(#"{"level":0.5}"#.utf8))
        let line = old.line(longestSide: 5000)
        #expect(line.width == 5 && line.color == [0, 0, 0] && line.haloWidth == 0 && line.minimumTiles == 0)
        let new = try JSONDecoder().decode(
            RenderSettings.Outline.self, from: JSONEncoder().encode(RenderSettings.Outline(level: 0.5)))
        #expect(new == RenderSettings.Outline(level: 0.5) && new.line(longestSide: 5000).minimumTiles == 2)
    }

    @Test func `warns of tiles that are missing, and of a range off its middle`() throws {
        func warnings(_ scores: [Float], _ change: (inout RenderSettings) -> Void) throws -> [RenderWarning] {
            var settings = RenderSettings()
            change(&settings)
            let result = Self.result(.relevance, scores)
            let rendering = try Rendering(result, on: Self.canvas(result), settings: settings)
            return rendering.warnings
        }
        let missing = try warnings([-1, -2]) { $0.selection = .top(1) }
        #expect(missing == [.nothingFor(.class("tumor"))])
        #expect(missing.first?.description == "no tile speaks for tumor, so nothing is drawn; draw all tiles")
        let range = try ScoreRange(low: -1, high: 3)
        let change = { (settings: inout RenderSettings) in
            (settings.normalization, settings.range) = (.minmax, range)
        }
        #expect(try warnings([-1, 2], change) == [.zeroOffCentre(range)])
        #expect(RenderWarning.zeroOffCentre(range).description.hasSuffix("give the range -3.0 to 3.0"))
        #expect(
            try warnings([-1, 2]) {
                change(&$0); $0.colorMap = .viridis
            } == [])
    }

    @Test func `puts a long name on lines of its own, at both ends alike`() throws {
        var figure = Figure(panels: [.init(image: picture(300, 100))], legend: Samples.legend(of: Samples.longName))
        let texts = try figure.drawing().parts.texts.map(\.characters.characters)
        #expect(texts.contains("speaks against") && texts.contains("speaks for"))
        #expect(try figure.drawing().summary.characters.contains("(speaks against "))
        figure.legend = Samples.legend()
        let short = try figure.drawing()
        #expect(short.parts.texts.contains { $0.characters.characters == "speaks for tumor" && $0.anchor == .end })
        #expect(short.summary.characters.contains("from −0.8 (speaks against tumor) to 0.8 (speaks for tumor)"))
    }

    @Test func `names top tiles by what they speak for`() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/linmil-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        func names(_ result: SlideResult) throws -> [String] {
            let source = TilePictures.thumbnail(
                picture(64, 16), showing: SlideRegion(x: 0, y: 0, width: 64, height: 16))
            _ = try TopTiles(result: result, name: nil, source: source, count: 3, spread: 0).write(to: folder)
            return try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.contains("sheet") }.sorted()
        }
        #expect(
            try names(Self.result()) == [
                "against-1_x0_y0_score-0.25.png", "for-1_x48_y0_score1.png", "for-2_x32_y0_score0.5.png",
            ])
        // The files of another score replace them.
        #expect(try names(Self.result(.cls)).map { $0.prefix(4) } == ["stro", "stro", "stro", "weak", "weak", "weak"])
    }
}
