internal import ArgumentParser
internal import Heatmaps
internal import Rendering
internal import Reports

/// Which tiles go into a .csv, .geojson or .annotation.json file, and in which form.
struct ExportOptions: ParsableArguments {
    @Option(help: TopPart.help) var top: TopPart?

    @Option(
        help: ArgumentHelp(
            "The QuPath object type of each tile in a .geojson file: detection or tile. QuPath's measurement maps show "
                + "both. (default: detection)", valueName: "kind"))
    var objectType: ScoredTiles.ObjectType?

    @Option(
        help: ArgumentHelp(
            "The colours of an .annotation.json file: a matplotlib colour map. (default: "
                + "\(Look.usual(isSigned: false).colorMap.rawValue); "
                + "\(Look.usual(isSigned: true).colorMap.rawValue) for signed scores)", valueName: "name"))
    var colormap: ColorMap?

    /// Which tiles are written.
    var selection: Selection { top?.selection ?? .all }

    /// Refuses options that do not apply to a format.
    ///
    /// - Parameters:
    ///   - values: how scores are normalised.
    ///   - format: the format of the output; nil if no file is written.
    func validate(with values: NormalizationOptions, for format: ScoreFormat?) throws {
        let isTable = format == .csv || format == .geojson || format == .annotation
        let isForViewer = format == .geojson || format == .annotation
        let annotation = ".\(ScoreFormat.annotation.rawValue)"
        for (name, isGiven, isUsed, endings) in [
            ("--normalize", values.normalize != nil, isTable, ".csv or .geojson, or in \(annotation)"),
            ("--range", values.range != nil, isTable, ".csv or .geojson, or in \(annotation)"),
            ("--top", top != nil, isForViewer, ".geojson, or in \(annotation)"),
            ("--object-type", objectType != nil, format == .geojson, ".geojson"),
            ("--colormap", colormap != nil, format == .annotation, annotation),
        ] where isGiven && !isUsed {
            throw ValidationError(
                "'\(name)' is for a file that ends in \(endings); give such a file with -o, or leave the option out.")
        }
    }
}

extension ScoredTiles.ObjectType: ExpressibleByArgument {}
