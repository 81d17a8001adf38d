internal import Heatmaps
internal import LinMIL
internal import Ranking
internal import Rendering
internal import Results
internal import Slides

/// The data of one map of a slide in the page: how its scores become colours, and what is known of it.
struct MapData: Encodable {
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

    /// The map's name among those of its slide.
    let name: String
    let scoreTitle: String
    /// The title without a class. Maps with the same one have the same units.
    let kind: String
    /// The scores of a map that is not the slide's first. Its corners are those of the first.
    let scores: PackedIntegers?

    /// What the score speaks for or against; nil for a score that knows no class.
    let subject: Subject?
    /// What the ends of the colours mean, if the score does not speak for or against something and it has words for them.
    let ends: [String]?
    let normalization: String
    let range: [Double]?
    let rangeOrigin: String
    let look: Look
    /// The mean colour of the slide's picture under the tiles, [red, green, blue]; nil if the record does not know it.
    let tissue: [UInt8]?
    let threshold: Double?
    let top: Int?

    let statistics: [[String]]
    let settings: [[String]]
    /// The command that draws the recorded picture of the map again.
    let command: String?

    /// Gathers the data of a map.
    ///
    /// - Parameters:
    ///   - result: the slide's scores; nil if they cannot be read.
    ///   - place: which of the slide's maps it is.
    ///   - command: the command that draws the recorded picture again.
    init(_ record: SlideRecord, _ result: SlideResult?, _ place: Int, command: String?) {
        let drawn = record.pictures.indices.contains(place) ? record.pictures[place] : nil
        let score = drawn?.score ?? result?.maps[place].score ?? record.result?.score
        let settings = drawn?.settings ?? RenderSettings()
        let resolved = score.map(settings.resolved(for:)) ?? settings
        name = result?.names[place] ?? record.result?.names.first ?? ""
        scoreTitle = score?.title(record.prediction).line ?? "score"
        kind = score?.withoutClass.title().line ?? "score"
        scores = place == 0 ? nil : result.map { PackedIntegers($0.maps[place].scores.map { Int($0.orderedBits) }) }
        subject = score?.subject(record.prediction).map(Subject.init)
        ends = score?.isDisagreement == true ? DisagreementEnds.words : nil
        normalization = (resolved.normalization ?? .rank).rawValue
        range = (drawn == nil ? resolved.range : drawn?.range).map { [$0.low, $0.high] }
        let usualOrigin = drawn?.rangeOrigin ?? "slide"
        rangeOrigin = score?.fixedRange == nil || range == nil ? usualOrigin : "fixed"
        look = drawn?.drawnLook ?? resolved.look(isSigned: score?.isTwoSided ?? false)
        tissue = drawn?.tissue
        (threshold, top) = Self.selection(resolved, tiles: result?.tileCount ?? 0)
        // How evenly a disagreement is spread says nothing.
        statistics = score?.isDisagreement == true && place > 0 ? [] : Self.statistics(of: record, place)
        self.settings = Self.settings(of: drawn, result) + record.listing.columns.map { ["List: \($0.name)", $0.text] }
        self.command = command
    }

    /// Returns which tiles were drawn: those from a value on, or a number of the highest.
    private static func selection(_ settings: RenderSettings, tiles: Int) -> (threshold: Double?, top: Int?) {
        guard settings.compatible == nil else { return (nil, nil) }
        if case .values(let limit) = settings.selection { return (limit, nil) }
        return (nil, settings.selection.count(of: tiles))
    }

    private static func statistics(of record: SlideRecord, _ place: Int) -> [[String]] {
        guard let result = record.result, result.maps.indices.contains(place),
            let statistics = result.maps[place].statistics
        else { return [] }
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
        add("Colour map", drawn?.drawnLook.colorMap.rawValue)
        add("Opacity", drawn?.drawnLook.opacityWords)
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

/// A map in the list of a slide's maps.
struct MapName: Encodable {
    let name: String
    let title: String

    /// Lists the maps. Where two have one title, their names follow.
    static func all(_ record: SlideRecord, _ result: SlideResult) -> [MapName] {
        let titles = result.maps.map { $0.score.title(record.prediction).line }
        return zip(result.names, titles).map { name, title in
            MapName(name: name, title: titles.count { $0 == title } > 1 ? "\(title) (\(name))" : title)
        }
    }
}
