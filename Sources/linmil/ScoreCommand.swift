internal import ArgumentParser
internal import Images
internal import LinMIL
internal import Reports
internal import Slides

/// `linmil score`: features and a model in, one score for each tile out.
struct ScoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score",
        abstract: "Compute one slide's prediction and the score of each tile.",
        discussion: """
            linmil score slide.h5 --model model.pt -o scores.json

            Without -o, a summary for a person is printed.
            """)

    @OptionGroup(title: "Slide") var slide: SlideOptions
    @OptionGroup(title: "Model") var options: ModelOptions

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Where to write: a .json or .csv file, or - for JSON on standard output.", valueName: "file")
    )
    var output: String?

    @Flag(help: "Write JSON to standard output, like -o -.")
    var json = false

    @Flag(name: .shortAndLong, help: "Say nothing but errors.")
    var quiet = false

    func validate() throws {
        _ = try (slide.requiredFeatures(), options.requiredModel())
        guard let output, output != "-" else { return }
        guard output.hasSuffix(".json") || output.hasSuffix(".csv") else {
            throw ValidationError("'-o \(output)' has no known ending; name a .json or .csv file, or - for JSON.")
        }
        if json { throw ValidationError("'--json' and '-o \(output)' are two places to write to; give one.") }
    }

    func run() throws {
        let path = output.flatMap { $0 == "-" ? nil : $0 }
        if let path { _ = try OutputFile(path: path) }
        let features = try FeatureFile(path: slide.requiredFeatures())
        let tiles = try TileGrid(of: features, given: slide.geometry.given(slide.geometry.openSlide()))
        if !quiet { Terminal.warn(tiles.warnings.map(\.description)) }
        let checkpoint = try Checkpoint(readingFrom: options.requiredModel())
        let model = try Model(checkpoint, activation: options.activation)
        let scored = try ScoredSlide(features, tiles, model, score: options.score ?? .cls, threads: options.threads)

        if path == nil, output == nil, !json {
            if !quiet { try Terminal.print(summary(scored)) }
            return
        }
        let report = ScoreReport(scored, slide: features.path, fingerprint: checkpoint.fingerprint)
        guard let path else { return try Terminal.print(report.json()) }
        try report.write(to: path)
        guard !quiet else { return }
        Terminal.say("\(path): \(features.tileCount) tiles, predicted \(scored.prediction)")
        if let sight = scored.sight { Terminal.say("\(path): \(sight)") }
    }

    /// What a person wants to know first.
    private func summary(_ scored: ScoredSlide) -> String {
        let scores = scored.scores
        var lines = [
            "slide      \(slide.features ?? ""): \(scores.count) tiles of \(Wording.length(scored.tiles.side)) level-0 px"
        ]
        lines.append("predicted  \(scored.prediction)")
        for (index, name) in scored.model.classNames.enumerated() {
            lines.append(
                "  \(Wording.name(name)): probability \(Wording.probability(scored.output.probabilities[index])), "
                    + "logit \(Wording.rounded(scored.output.logits[index]))")
        }
        let (low, high) = (scores.min() ?? 0, scores.max() ?? 0)
        lines.append("score      \(scored.score.rawValue), \(low) to \(high); the strongest tiles:")
        let strongest = scores.indices.sorted { (scores[$0], $1) > (scores[$1], $0) }.prefix(3)
        for tile in strongest {
            let origin = scored.tiles.origins[tile]
            lines.append(
                "  tile \(tile) at (\(Wording.length(origin.x)), \(Wording.length(origin.y))): \(scores[tile])")
        }
        if let sight = scored.sight { lines.append("sight      \(sight)") }
        return lines.joined(separator: "\n")
    }
}

extension ScoreReport {
    /// Gathers what a scores file holds.
    fileprivate init(_ scored: ScoredSlide, slide: String, fingerprint: String) {
        let configuration = scored.model.configuration
        self.init(
            slide: slide,
            model: .init(
                path: scored.model.source, fingerprint: fingerprint, attention: configuration.attention.rawValue,
                pooling: configuration.pooling.rawValue, classes: scored.model.classNames),
            logits: scored.output.logits, probabilities: scored.output.probabilities,
            predictedClass: scored.output.predictedClass,
            score: .init(kind: scored.score.rawValue, block: configuration.depth - 1),
            tileSize: scored.tiles.side, slideSize: scored.tiles.slideSize.map { [$0.width, $0.height] },
            coords: scored.tiles.origins, scores: scored.scores)
    }
}
