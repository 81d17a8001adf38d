internal import Heatmaps
internal import LinMIL
internal import Ranking
internal import Rendering
internal import Results
internal import Slides

/// The data of one slide in the page, for the script.
struct SlideData: Encodable {
    struct Class: Encodable {
        let name: String
        @WrittenNull var probability: Float?
        let logit: Float

        init(_ prediction: Prediction, at place: Int) {
            (name, logit) = (prediction.classes[place], prediction.logits[place])
            _probability = WrittenNull(wrappedValue: prediction.probabilities?[place])
        }
    }

    struct Picture: Encodable {
        let kind: SlidePicture.Kind
        let type: String
        /// The address of a picture beside the page; nil for a picture inside the page.
        let link: String?
    }

    /// What a score speaks for or against, in the words of the legend and of the tiles' lists.
    struct Subject: Encodable {
        let raised: String
        let lowered: String
        let raisedMost: String
        let loweredMost: String

        init(_ subject: ScoreSubject) {
            (raised, lowered) = (subject.raised.line, subject.lowered.line)
            raisedMost = subject.raisedMost.within("Tiles that ").line
            loweredMost = subject.loweredMost.within("Tiles that ").line
        }
    }

    /// The map of what several models disagree on. Its corners are those of the slide's other map.
    struct Disagreement: Encodable {
        let scores: PackedIntegers
        let scoreTitle: String
        let ends: [String]
        let normalization: String
        let range: [Double]?
        let rangeOrigin: String
        let colormap: String
        let alpha: Double
        let threshold: Double?
        let top: Int?

        /// Takes the map of the disagreement on the first score; nil if there is none.
        init?(_ record: SlideRecord, _ result: SlideResult) {
            let (maps, first) = (result.maps, result.score)
            guard !first.isDisagreement,
                let place = maps.firstIndex(where: { $0.score.isDisagreement && $0.score.score == first.score })
            else { return nil }
            let map = maps[place]
            let drawn = record.pictures.indices.contains(place) ? record.pictures[place].settings : nil
            let settings = (drawn ?? RenderSettings()).resolved(for: map.score)
            scores = PackedIntegers(map.scores.map { Int($0.orderedBits) })
            (scoreTitle, ends) = (map.score.title(record.prediction).line, DisagreementEnds.words)
            normalization = (settings.normalization ?? .rank).rawValue
            range = settings.range.map { [$0.low, $0.high] }
            rangeOrigin = range == nil ? "slide" : "fixed"
            (colormap, alpha) = (settings.colorMap.rawValue, settings.alpha)
            (threshold, top) = SlideData.selection(settings, tiles: result.tileCount)
        }
    }

    struct File: Encodable {
        let name: String
        let path: String
        let fingerprint: String?
    }

    let slide: String
    let file: String
    @WrittenNull var label: String?
    let agreement: Agreement
    let classes: [Class]
    /// What the logits are.
    let output: OutputKind?
    @WrittenNull var predictedClass: String?
    let image: Picture?
    let tiles: PackedTiles?
    /// Nil for maps that were not measured.
    let curves: SlideCurves?
    let disagreement: Disagreement?

    /// The region that the picture shows. [x, y, width, height] in level-0 pixels
    let region: [Double]
    /// The size of the picture. [width, height] in pixels
    let size: [Int]
    let tileSize: Double
    let mpp: Double?

    /// How scores become colours.
    let scoreTitle: String
    /// What the score speaks for or against; nil for a score that knows no class.
    let subject: Subject?
    /// What the ends of the colours mean, if the score does not speak for or against something and it has words for them.
    let ends: [String]?
    let normalization: String
    let range: [Double]?
    let rangeOrigin: String
    let colormap: String
    let alpha: Double
    let threshold: Double?
    let top: Int?

    let statistics: [[String]]
    let settings: [[String]]
    let files: [File]
    let command: String?
    let warnings: [String]

    /// Gathers the data of a slide.
    ///
    /// - Parameters:
    ///   - scores: the scores; nil if they cannot be read.
    ///   - link: the address of the picture beside the page; nil if it is inside the page.
    ///   - command: the command that draws the recorded picture again.
    init(
        _ record: SlideRecord, file: String, scores: SlideResult?, picture: SlidePicture?, link: String?,
        command: String?, warnings: [String]
    ) throws {
        let drawn = record.picture
        (slide, self.file) = (record.slide, file)
        agreement = Agreement(of: record)
        classes =
            record.prediction.map { prediction in
                prediction.classes.indices.map { Class(prediction, at: $0) }
            } ?? []
        output = record.prediction?.output
        image = picture.map { Picture(kind: $0.kind, type: $0.type, link: link) }
        tiles = scores.map { PackedTiles(scores: $0.scores, corners: $0.origins) }
        curves = try scores.flatMap { scores in
            try scores.evaluation.map { try SlideCurves($0, shown: scores.names[0]) }
        }
        disagreement = scores.flatMap { Disagreement(record, $0) }
        (region, size) = Self.extent(drawn, scores)
        tileSize = scores?.tileSide ?? drawn?.tileSize ?? 1
        mpp = drawn?.mpp.flatMap { mpp in
            // As in figures, no scale bar is better than a wrong one.
            (1e-3...1e4).contains(mpp) ? mpp : nil
        }
        let settings = drawn?.settings ?? RenderSettings()
        let score = drawn?.score ?? scores?.score ?? record.result?.score
        scoreTitle = score?.title(record.prediction).line ?? "score"
        subject = score?.subject(record.prediction).map(Subject.init)
        ends = score?.isDisagreement == true ? DisagreementEnds.words : nil
        normalization = (settings.normalization ?? score.map(settings.usualNormalization(of:)) ?? .rank).rawValue
        range = drawn?.range.map { [$0.low, $0.high] }
        rangeOrigin = drawn?.rangeOrigin ?? "slide"
        (colormap, alpha) = (settings.colorMap.rawValue, settings.alpha)
        (threshold, top) = Self.selection(settings, tiles: scores?.tileCount ?? 0)
        statistics = Self.statistics(of: record)
        self.settings = Self.settings(of: drawn, scores) + record.listing.columns.map { ["List: \($0.name)", $0.text] }
        let models = drawn?.ensemble?.models.map { ("Model", Optional($0.file)) } ?? [("Model", drawn?.model)]
        files =
            ([("Features", drawn?.features)] + models + [
                ("Coordinates", drawn?.coordinates), ("Thumbnail", drawn?.thumbnail),
                ("Whole slide", drawn?.wholeSlide),
            ]).compactMap { name, input in input.map { File(name: name, path: $0.name, fingerprint: $0.fingerprint) } }
        self.command = command
        self.warnings = (record.allWarnings + warnings).map(record.withoutFolders)
        _label = WrittenNull(wrappedValue: record.label)
        _predictedClass = WrittenNull(wrappedValue: record.prediction?.name)
    }

    /// Returns the region and size of the picture. Without a picture, it is the slide, or the part that has tiles.
    private static func extent(_ drawn: RenderRecord?, _ scores: SlideResult?) -> ([Double], [Int]) {
        let sides = 1...Int(Int32.max)
        if let drawn, drawn.region.count == 4, sides.contains(drawn.region[2]), sides.contains(drawn.region[3]),
            sides.contains(drawn.width), sides.contains(drawn.height)
        {
            return (drawn.region.map(Double.init), [drawn.width, drawn.height])
        }
        var region = [0.0, 0, 1, 1]
        if let size = scores?.slideSize {
            region = [0, 0, Double(size.width), Double(size.height)]
        } else if let scores {
            let (x, y) = (scores.origins.map(\.x), scores.origins.map(\.y))
            let corner = [x.min() ?? 0, y.min() ?? 0]
            region = corner + [(x.max() ?? 0) - corner[0], (y.max() ?? 0) - corner[1]].map { $0 + scores.tileSide }
        }
        let factor = 2000 / max(region[2], region[3])
        return (region, region.suffix(2).map { max(1, Int(($0 * factor).rounded())) })
    }

    /// Returns which tiles were drawn: those from a value on, or a number of the highest.
    fileprivate static func selection(_ settings: RenderSettings, tiles: Int) -> (threshold: Double?, top: Int?) {
        guard settings.compatible == nil else { return (nil, nil) }
        if case .values(let limit) = settings.selection { return (limit, nil) }
        return (nil, settings.selection.count(of: tiles))
    }

    private static func statistics(of record: SlideRecord) -> [[String]] {
        guard let result = record.result, let statistics = result.statistics else { return [] }
        func short(_ value: Double) -> String { NumberText.short(value, digits: 3) }
        return [
            ["Lowest", short(statistics.lowest)], ["Highest", short(statistics.highest)],
            ["Mean", short(statistics.mean)], ["Tiles", "\(result.tiles)"],
            ["Evenness", short(statistics.entropy)],
            ["Top 1 %", NumberText.short(100 * statistics.topShare, digits: 3) + " %"],
        ]
    }

    private static func settings(of drawn: RenderRecord?, _ scores: SlideResult?) -> [[String]] {
        var settings: [[String]] = []
        func add(_ name: String, _ text: String?) { if let text, !text.isEmpty { settings.append([name, text]) } }
        let recipe = drawn?.settings
        add("Score", drawn.map { $0.score.title($0.prediction).line })
        add("Models", drawn.flatMap { drawn in drawn.ensemble.map { "\($0.summary(drawn.prediction))" } })
        add("Rank correlation of models", drawn?.rankCorrelation?.words)
        add("Attention", scores?.model?.attention)
        add("Pooling", scores?.model?.pooling)
        add("Normalisation", recipe?.normalization?.rawValue)
        add("Range", drawn?.range.map { "\($0.low), \($0.high)" })
        add("Range from", drawn?.range == nil ? nil : drawn?.rangeOrigin)
        add("Colour map", recipe?.colorMap.rawValue)
        add("Opacity", recipe.map { "\($0.alpha)" })
        add("Tiles drawn", drawn.map { "\($0.drawnTiles) of \($0.tiles) (\($0.settings.selection.words))" })
        add("Style", recipe?.style.rawValue)
        add("Outline", drawn?.outlineWords)
        add("Drawn like", recipe?.compatible?.rawValue)
        add("Background", drawn?.background.rawValue)
        add("Tile side", drawn.map { "\(NumberText.short($0.tileSize, digits: 6, trimmed: true)) level-0 px" })
        add("Tile side from", drawn?.tileSizeSource)
        add("Slide size", drawn?.slideSize.map { "\($0.width), \($0.height) level-0 px" })
        add("Micrometres per pixel", drawn?.mpp.map { "\($0)" } ?? "unknown")
        add("Region", drawn.map { $0.region.map(String.init).joined(separator: ", ") })
        add("Picture", drawn.map { "\($0.width), \($0.height) px" })
        add("Drawn by", drawn.map { "linmil \($0.version)" })
        return settings
    }
}
