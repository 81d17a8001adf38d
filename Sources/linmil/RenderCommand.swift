public import ArgumentParser
public import Heatmaps
internal import Images
internal import LinMIL
internal import Reports
internal import Slides

/// `linmil render`: features and a model in, an overlay PNG out.
struct RenderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Draw one slide's heatmap over its thumbnail.",
        discussion: """
            linmil render slide.h5 --model model.pt --thumbnail slide.png -o overlay.png

            Colours show ranks unless --normalize says otherwise: they compare tiles of one slide, not slides. Pixels \
            without a tile are exactly the thumbnail's.
            """)

    @OptionGroup(title: "Slide") var slide: SlideOptions
    @OptionGroup(title: "Model") var options: ModelOptions

    @Option(help: ArgumentHelp("A PNG of the whole slide, of any size.", valueName: "image"))
    var thumbnail: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The picture to write. (default: the features' name + .overlay.png)", valueName: "png"))
    var output: String?

    @Option(help: ArgumentHelp("How scores become colours.", valueName: "kind"))
    var normalize: Normalization = .rank

    @Option(help: ArgumentHelp("A colour map of matplotlib.", valueName: "name"))
    var colormap: ColorMap = .coolwarm

    @Option(help: ArgumentHelp("Opacity of the colours, 0 to 1.", valueName: "opacity"))
    var alpha: Double = 0.4

    @Option(
        help: ArgumentHelp(
            "What the colours lie on. none: transparent where no tile is. (default: thumbnail, or white without one)",
            valueName: "kind"))
    var background: BackgroundKind?

    @Option(help: ArgumentHelp("Longest side of the picture. (default: the thumbnail's, or 2000)", valueName: "px"))
    var maxSide: Int?

    @Flag(help: "Write what was done as JSON to standard output.")
    var json = false

    @Flag(name: .shortAndLong, help: "Say nothing but errors.")
    var quiet = false

    enum BackgroundKind: String, CaseIterable, ExpressibleByArgument {
        case thumbnail, white
        case transparent = "none"
    }

    func validate() throws {
        if output == "" { throw ValidationError("'--output' needs the name of a file.") }
        guard (0...1).contains(alpha) else { throw ValidationError("'--alpha \(alpha)' is not between 0 and 1.") }
        if let maxSide, !(1...100_000).contains(maxSide) {
            throw ValidationError("'--max-side \(maxSide)' is not between 1 and 100000 pixels.")
        }
        if background == .thumbnail, thumbnail == nil {
            throw ValidationError("'--background thumbnail' needs '--thumbnail <image>'.")
        }
    }

    func run() throws {
        let path = output ?? defaultOutput
        // What can fail early does: nobody should wait for a model only to learn that the folder is missing.
        _ = try OutputFile(path: path)
        let (features, tiles) = try slide.open()
        let layer = try Layer(tiles, thumbnail: thumbnail, kind: background, maxSide: maxSide, features: features.path)

        let model = try Model(readingFrom: options.model, activation: options.activation)
        let scored = try ScoredSlide(features, tiles, model, score: options.score, threads: options.threads)
        try heatmap(of: scored, on: layer)
            .writePNG(to: path, over: layer.background, colorMap: colormap, alpha: alpha)

        if json {
            let summary = RenderSummary(
                slide: features.path, overlay: path, width: layer.background.size.width,
                height: layer.background.size.height, tiles: features.tileCount, score: options.score.rawValue,
                normalization: normalize.rawValue, colormap: colormap.rawValue,
                predictedClass: model.classNames[scored.output.predictedClass],
                probabilities: scored.output.probabilities)
            try Terminal.print(summary.json())
        }
        if !quiet {
            Terminal.say(
                "\(path): \(features.tileCount) tiles, \(options.score.rawValue) score, predicted \(scored.prediction)")
            if let sight = scored.sight { Terminal.say("\(path): \(sight)") }
        }
    }

    private func heatmap(of scored: ScoredSlide, on layer: Layer) throws -> Heatmap {
        do throws(HeatmapError) {
            return try Heatmap(
                values: normalize.applied(to: scored.scores),
                tiles: TileLayout(origins: scored.tiles.origins, side: scored.tiles.side, slide: layer.slide))
        } catch {
            throw RenderError.notDrawable(path: slide.features, reason: error.description)
        }
    }

    /// The features' name in the current folder: `slides/a.h5` gives `a.overlay.png`.
    private var defaultOutput: String {
        let name = slide.features.split(separator: "/").last.map(String.init) ?? "slide"
        return (name.hasSuffix(".h5") ? String(name.dropLast(3)) : name) + ".overlay.png"
    }
}

extension Normalization: ExpressibleByArgument {}
extension ColorMap: ExpressibleByArgument {}
