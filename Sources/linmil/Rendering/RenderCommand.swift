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
            linmil render slide.h5 --model model.pt --slide slide.svs -o overlay.png
            linmil render slide_blockmap.h5 --slide slide.svs -o overlay.png

            The last draws scores that are there already: CLAM's blockmap, or what 'linmil score -o X.json' wrote.

            Colours show ranks unless --normalize says otherwise: they compare tiles of one slide, not slides. Pixels \
            without a tile are exactly the thumbnail's.
            """)

    @OptionGroup(title: "Slide") var slide: SlideOptions
    @OptionGroup(title: "Model") var options: ModelOptions

    @Option(
        help: ArgumentHelp(
            "A PNG or JPEG of the whole slide, of any size. (default: of --slide, or TRIDENT's thumbnails/ID.jpg in a "
                + "folder above the features)", valueName: "image"))
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

    @Option(help: ArgumentHelp("Longest side of the picture. (default: the thumbnail's, else 2000)", valueName: "px"))
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
    }

    func run() throws {
        let path = output ?? defaultOutput
        // What can fail early does: nobody should wait for a model only to learn that the folder is missing.
        _ = try OutputFile(path: path)
        let input = try RenderInput(path: slide.features, model: options.model)
        let whole = try slide.geometry.openSlide()
        let tiles = try input.tiles(slide.geometry.given(whole))
        let layer = try Layer(tiles, of: slide.features, slide: whole, options: self)
        let warnings = (tiles.warnings + layer.warnings).map(\.description)
        if !quiet { Terminal.warn(warnings) }

        let scores = try input.scores(on: tiles, options)
        try heatmap(of: scores, tiles, on: layer)
            .writePNG(to: path, over: layer.background, colorMap: colormap, alpha: alpha)
        if json { try Terminal.print(summary(path, scores, tiles, layer, warnings).json()) }
        if !quiet { tell(path, scores, layer) }
    }

    private func heatmap(of scores: DrawnScores, _ tiles: TileGrid, on layer: Layer) throws -> Heatmap {
        let region = layer.region
        let corner = SIMD2(Double(region.x), Double(region.y))
        do throws(HeatmapError) {
            return try Heatmap(
                values: normalize.applied(to: scores.values),
                tiles: TileLayout(
                    origins: tiles.origins.map { $0 - corner }, side: tiles.side,
                    slide: PixelSize(width: region.width, height: region.height)))
        } catch {
            throw RenderError.notDrawable(path: slide.features, reason: error.description)
        }
    }

    /// A line for a person.
    private func tell(_ path: String, _ scores: DrawnScores, _ layer: Layer) {
        let predicted = scores.prediction.map { ", predicted \($0)" } ?? ""
        let ground = layer.found.map { ", over \($0)" } ?? ""
        Terminal.say("\(path): \(scores.values.count) tiles, \(scores.name) score\(predicted)\(ground)")
        if let sight = scores.sight { Terminal.say("\(path): \(sight)") }
    }

    private func summary(
        _ path: String, _ scores: DrawnScores, _ tiles: TileGrid, _ layer: Layer, _ warnings: [String]
    ) -> RenderSummary {
        let (size, region) = (layer.background.size, layer.region)
        return RenderSummary(
            slide: slide.features, overlay: path, width: size.width, height: size.height, tiles: scores.values.count,
            tileSize: tiles.side, tileSizeSource: "\(tiles.sideSource)",
            slideSize: tiles.slideSize.map { [$0.width, $0.height] },
            region: [region.x, region.y, region.width, region.height], score: scores.name,
            normalization: normalize.rawValue, colormap: colormap.rawValue,
            predictedClass: scores.prediction.map { $0.classes[$0.predicted] },
            probabilities: scores.prediction?.probabilities, warnings: warnings)
    }

    /// The features' name in the current folder: `slides/a.h5` gives `a.overlay.png`.
    private var defaultOutput: String {
        let name = slide.features.split(separator: "/").last.map(String.init) ?? "slide"
        let ending = [".h5", ".json"].first { name.hasSuffix($0) }
        return name.dropLast(ending?.count ?? 0) + ".overlay.png"
    }
}

extension Normalization: ExpressibleByArgument {}
extension ColorMap: ExpressibleByArgument {}
