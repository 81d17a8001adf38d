internal import Heatmaps
internal import LinMIL
internal import Rendering
internal import Results
internal import Slides

/// The output of `render --json`: the picture's record, its path, and the command that draws it again.
struct RenderReport: Encodable {
    let record: RenderRecord
    let path: String

    private enum CodingKeys: CodingKey { case overlay, command }

    func encode(to encoder: any Encoder) throws {
        try record.encode(to: encoder)
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(path, forKey: .overlay)
        try fields.encode(RecordedCommand(record, output: FilePath.fileName(of: path)).text, forKey: .command)
    }
}

/// The command that draws a recorded picture again, byte for byte.
struct RecordedCommand {
    private var words: [String] = []

    /// Makes the command from a record. It names inputs by file name, so it must run in their folder.
    ///
    /// - Parameter output: the picture's current name.
    init(_ record: RenderRecord, output: String) {
        words = ["linmil", "render", Self.file(record.features.name)]
        if record.drawnFrom == .features {
            Self.models(of: record).forEach { add("--model", $0) }
            addScore(of: record)
            add("--prefix", record.given.prefix)
            add("--activation", record.given.activation?.rawValue)
            add("--output-as", record.given.output?.rawValue)
            add("--precision", record.given.precision?.rawValue)
            add("--classes", record.given.classNames?.joined(separator: ","))
            add(record.given.evaluation)
        } else if record.given.scoreName != nil, let score = record.score.score {
            add("--score", score.kind.rawValue)
            add("--class", score.kind.speaksOfClass ? score.class.map(String.init) : nil)
            add("--block", score.kind.hasBlocks ? score.block.map(String.init) : nil)
            add("--head", score.kind.hasBlocks ? score.head.name : nil)
            if record.score.isDisagreement { add("--across", AcrossModels.disagreement.rawValue) }
        }
        if let columns = record.given.choice?.columns {
            add("--columns", [columns.x, columns.y, columns.score].joined(separator: ","))
        }
        add("--class", record.given.choice?.className)
        for name in record.given.only ?? [] { add("--only", name) }
        for name in record.given.without ?? [] { add("--without", name) }
        add("--coords", record.coordinates?.name)
        add("--slide", record.wholeSlide?.name)
        add("--tile-size", record.given.tileSize.map(Wording.length))
        add("--slide-size", record.given.slideSize.map { "\($0)" })
        add("--mpp", record.given.mpp.map { "\($0)" })
        add("--coords-scale", record.given.coordsScale.map(Wording.length))
        add("--thumbnail", record.thumbnail?.name)
        add(record.settings, of: record.score)
        let inputs = [record.features, record.coordinates, record.thumbnail, record.wholeSlide].map { $0?.name }
        // A picture may have the name of its thumbnail, which lay in another folder.
        let isInput = (inputs + Self.models(of: record)).contains(output)
        add("-o", isInput ? "overlay-" + output : output)
    }

    /// The checkpoints' names. Of several with one name, which lay in folders of their own, each gets its number in front.
    private static func models(of record: RenderRecord) -> [String] {
        guard let names = record.ensemble?.models.map(\.file.name) else {
            return [record.model?.name].compactMap(\.self)
        }
        let areDistinct = Set(names).count == names.count
        return names.enumerated().map { areDistinct ? $1 : "\($0 + 1)-\($1)" }
    }

    /// The command for a shell.
    var text: String { words.map(Wording.shellWord).joined(separator: " ") }

    /// Adds what differs from the score that is computed if nothing is asked for.
    private mutating func addScore(of record: RenderRecord) {
        guard let score = record.score.score else { return }
        if score.kind != .cls { add("--score", score.kind.rawValue) }
        if score.kind.speaksOfClass, score.class != record.prediction?.predictedClass ?? 0 {
            add("--class", score.class.map(String.init))
        }
        add("--block", record.given.block.map(String.init))
        if score.head != .mean { add("--head", score.head.name) }
        if record.score.isDisagreement { add("--across", AcrossModels.disagreement.rawValue) }
    }

    /// Adds how the scores were measured, if they were.
    private mutating func add(_ plan: SlideEvaluation.Plan?) {
        guard let plan else { return }
        words.append("--evaluate")
        let usual = SlideEvaluation.Plan.quick
        add("--steps", plan.steps == usual.steps ? nil : "\(plan.steps)")
        add("--seeds", plan.seeds == usual.seeds ? nil : "\(plan.seeds)")
    }

    /// Adds the options of settings that differ from the defaults.
    private mutating func add(_ settings: RenderSettings, of score: TileScore) {
        let standard = RenderSettings()
        func differing<Value: Equatable>(_ field: KeyPath<RenderSettings, Value>) -> Value? {
            settings[keyPath: field] == standard[keyPath: field] ? nil : settings[keyPath: field]
        }
        add("--background", settings.ground?.rawValue)
        add("--max-side", settings.maxSide.map(String.init))
        if settings.legend { words.append("--legend") }
        if settings.panels { words.append("--panels") }
        if settings.values { words.append("--values") }
        add("--top-tiles", settings.topTiles.map(String.init))
        if settings.topTiles != nil { add("--spread", differing(\.spread).map(Wording.length)) }
        if settings.normalization != settings.usualNormalization(of: score) {
            add("--normalize", settings.normalization?.rawValue)
        }
        if let range = settings.range { words += ["--range", "\(range.low)", "\(range.high)"] }
        if settings.compatible == nil || settings.colorMap != .coolwarm || settings.alpha != Look.opacityOfNamedMaps {
            // A score with fixed ends gets its colour map by itself.
            let isOfScore = score.fixedRange != nil && settings.colorMap == .cividis
            add("--colormap", isOfScore ? nil : settings.colorMap?.rawValue)
            add("--alpha", settings.alpha?.argument)
        }
        add("--style", differing(\.style)?.rawValue)
        switch settings.selection {
        case .values(let limit): add("--threshold", "\(limit)")
        case .top(let count): add("--top", "\(count)")
        case .topPercent(let percent): add("--top", "\(Wording.length(percent))%")
        // No option selects by score.
        case .all, .scores: break
        }
        if let outline = settings.outline { add("--outline", outline.level.map { "\($0)" } ?? "tiles") }
        add("--outline-width", settings.outline?.width.map(String.init))
        add("--outline-color", settings.outline.flatMap { $0.color == .bright ? nil : $0.color.text })
        add("--outline-area", settings.outline?.minimumTiles.map(String.init))
        add("--compatible", settings.compatible?.rawValue)
        if let page = settings.page {
            add("--width", Wording.length(page.width))
            add("--max-height", Wording.length(page.maximumHeight))
            add("--dpi", Wording.length(page.dotsPerInch))
        }
        if !settings.header { words.append("--no-header") }
        // Join the text to its option, so the parser never reads it as another option.
        if let name = settings.name { words.append("--name=\(name)") }
    }

    private mutating func add(_ option: String, _ value: String?) {
        if let value { words += value.hasPrefix("-") ? ["\(option)=\(value)"] : [option, value] }
    }

    /// Returns a file name that the parser does not read as an option.
    private static func file(_ name: String) -> String { name.hasPrefix("-") ? "./" + name : name }
}
