import Foundation
import Images
import Results
import Testing

@testable import Rendering

@Suite struct `The figure of flipping curves` {
    private func drawing(_ made: MadeEvaluation, em: Double = 14) throws -> Drawing {
        try EvaluationLayout(EvaluationFigure(made.evaluation), style: PageStyle(em: em)).drawing()
    }

    private func texts(_ drawing: Drawing) -> [String] { drawing.parts.texts.map(\.characters.characters) }

    /// Evaluations of many shapes.
    private var shapes: [(String, MadeEvaluation)] {
        var one = MadeEvaluation()
        (one.kept, one.maps) = ([1], ["cls": ([0.9], [0.9], .saturated)])
        var long = MadeEvaluation.seven
        long.maps[Samples.longName] = long.maps["cls"]
        (long.classes, long.slide) = (["normal", Samples.longName], Samples.longName)
        long.warnings = [Samples.longName]
        var other = MadeEvaluation()
        (other.predicted, other.seeds) = (0, 1)
        var sigmoid = MadeEvaluation()
        (sigmoid.classes, sigmoid.explained, sigmoid.predicted) = (["tumor"], 0, nil)
        return [
            ("one map", MadeEvaluation()), ("seven", .seven), ("one tile", one), ("long names", long),
            ("another class", other), ("one output", sigmoid),
        ]
    }

    @Test func `is well-formed, and everything lies on the page`() throws {
        for (name, made) in shapes {
            for em in [14.0, 28] {
                let drawing = try drawing(made, em: em)
                let document = try SVGReader(drawing.svg())
                #expect(document.error == nil, "\(name): \(document.error ?? "")")
                #expect(document.texts == texts(drawing), "\(name)")
                let page = Box(x: 0, y: 0, width: Double(drawing.size.width), height: Double(drawing.size.height))
                #expect(drawing.parts.texts.allSatisfy { page.contains($0.box) }, "\(name)")
                let points = drawing.parts.paths.flatMap(\.points)
                #expect(
                    points.allSatisfy { page.contains(Box(x: $0.x, y: $0.y, width: 0, height: 0)) }, "\(name)")
            }
        }
    }

    @Test func `has no texts that touch`() throws {
        for (name, made) in shapes {
            let boxes = try drawing(made).parts.texts.map { text in
                var box = text.box
                (box.y, box.height) = (box.y + 0.2 * box.height, 0.7 * box.height)
                return box
            }
            for (place, box) in boxes.enumerated() {
                #expect(!boxes[(place + 1)...].contains { $0.overlaps(box) }, "\(name): \(place)")
            }
        }
    }

    @Test func `has a plot, a verdict and a number for each map`() throws {
        let texts = try texts(drawing(.seven))
        #expect(texts.count { $0 == "100 %" } == 7)
        #expect(texts.count { $0 == "this map explains the prediction (0.50)" } == 6)
        #expect(texts.contains("this map does not explain the prediction (−0.25)"))
        #expect(texts.contains("Predicted class: tumor (probability 0.90)"))
        #expect(texts.contains("How probable tumor remains while tiles are removed"))
    }

    @Test func `claims no number where there is no verdict`() throws {
        var made = MadeEvaluation()
        made.maps["relevance"]?.verdict = .saturated
        let texts = try texts(drawing(made))
        #expect(texts.contains { $0.hasPrefix("no verdict: ") })
        #expect(!texts.contains { $0.hasPrefix("no verdict: ") && $0.contains("(0.50)") })
    }

    @Test func `puts each value at its place`() throws {
        let made = MadeEvaluation()
        let evaluation = try made.evaluation
        let score = try #require(evaluation.scores["relevance"])
        let style = PageStyle(em: 10)
        let plot = CurvePlot(score, of: evaluation, x: 0, y: 100, width: 300, height: 200, style: style)
        let lines = plot.parts.paths.filter { $0.pen != nil && $0.points.count == made.kept.count }
        #expect(lines.map(\.color) == [CurveStyle.random, .most, .least].map(\.color))
        #expect(lines.map { $0.pen?.dashes.isEmpty } == [true, true, false], "lines differ without their colours")
        let most = try #require(lines.dropFirst().first).points
        for (point, value) in zip(most, score.most) {
            #expect(abs(point.y - (300 - 200 * Double(value))) < 1e-9)
        }
        let width = most[4].x - most[0].x
        for (step, point) in most.enumerated() {
            #expect(abs((point.x - most[0].x) / width - Double(step) / 4) < 1e-9, "steps of two tiles each")
        }
    }

    @Test func `cuts the area where the curves cross`() {
        let areas = SignedArea.areas(between: [1, 0, 1, 1], and: [1, 1, 0, 1], at: [0, 1, 2, 3])
        #expect(areas.map(\.isPositive) == [true, false])
        #expect(areas[0].points == [[0, 1], [1, 0], [1.5, 0.5], [1.5, 0.5], [1, 1], [0, 1]])
        #expect(areas[1].points == [[1.5, 0.5], [2, 1], [3, 1], [3, 1], [2, 0], [1.5, 0.5]])
        #expect(SignedArea.areas(between: [1, 0.5], and: [1, 0.5], at: [0, 1]).isEmpty)
    }

    @Test func `names what stands for the area against a map only where there is one`() throws {
        let words = "speaks against the map"
        #expect(try !texts(drawing(MadeEvaluation())).contains(words))
        #expect(try texts(drawing(.seven)).contains(words))
    }

    @Test func `tells screen readers what the curves say`() throws {
        let summary = try drawing(MadeEvaluation()).summary.characters
        #expect(
            summary.contains(
                "The mean probability of tumor is 0.34 if the tiles with the highest scores are removed first, 0.84 if those with"
            ))
        #expect(summary.contains("This map explains the prediction (0.50)."))
    }

    @Test func `is the same on every run, and records what made it`() throws {
        let paths = (0..<2).map { _ in NSTemporaryDirectory() + "linmil-curves-\(UUID().uuidString).svg" }
        defer { for path in paths { try? FileManager.default.removeItem(atPath: path) } }
        let figure = try EvaluationFigure(MadeEvaluation.seven.evaluation)
        let files = try paths.map { path in
            try figure.write(to: path)
            return try String(contentsOfFile: path, encoding: .utf8)
        }
        let text = files[0]
        #expect(text == files[1])
        let document = SVGReader(text)
        #expect(document.error == nil)
        #expect(text.contains("&quot;model&quot;:&quot;model.pt&quot;"))
    }

    @Test(
        arguments: [
            (2, 4, "The 2 tiles with the highest scores alone keep the prediction; removing the 4 highest changes it."),
            (
                2, 1,
                "The 2 tiles with the highest scores alone keep the prediction; removing the highest one changes it."
            ),
            (
                1, nil,
                "The tile with the highest score alone keeps the prediction; no number of tiles that was removed changes it."
            ),
            (nil, 1, "Removing the tile with the highest score changes the prediction."),
            (nil, nil, "No number of tiles that was removed changes the prediction."),
        ] as [(Int?, Int?, String)])
    func `says how many tiles suffice and are necessary`(sufficient: Int?, necessary: Int?, words: String) {
        #expect(CurveWords.tiles(sufficient: sufficient, necessary: necessary) == words)
    }
}
