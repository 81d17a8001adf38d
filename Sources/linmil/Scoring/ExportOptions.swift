internal import ArgumentParser
internal import Heatmaps
internal import Reports

/// What of the scores goes into a table or onto a slide, and how.
struct ExportOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How scores become the column or measurement 'normalised' of a .csv or .geojson file: minmax, robust, zscore, "
                + "rank or none. (default: minmax)", valueName: "kind"))
    var normalize: Normalization?

    @Option(
        help: ArgumentHelp(
            "The scores at 0 and 1 of 'normalised', for minmax, robust and none: slides written with one range can be "
                + "compared.", valueName: "low high"))
    var range: ScoreRange?

    @Option(
        help: ArgumentHelp(
            "Write only so many tiles of the highest scores, or such a part, to a .geojson file.", valueName: "n|p%"))
    var top: TopPart?

    @Option(
        help: ArgumentHelp(
            "What a tile of a .geojson file is to QuPath, detection or tile; its measurement maps show both. (default: "
                + "detection)", valueName: "kind"))
    var objectType: ScoredTiles.ObjectType?

    /// How scores are normalised.
    var normalization: Normalization { normalize ?? .minmax }

    func validate() throws { try normalization.validate(range) }

    /// Refuses options that a kind of file has no use for; nil where no file is written.
    func validate(for format: ScoreFormat?) throws {
        let isTable = format == .csv || format == .geojson
        for (name, isGiven, isUsed, endings) in [
            ("--normalize", normalize != nil, isTable, ".csv or .geojson"),
            ("--range", range != nil, isTable, ".csv or .geojson"),
            ("--top", top != nil, format == .geojson, ".geojson"),
            ("--object-type", objectType != nil, format == .geojson, ".geojson"),
        ] where isGiven && !isUsed {
            throw ValidationError("'\(name)' is for a file that ends in \(endings); name one by -o, or leave it out.")
        }
    }
}

extension ScoredTiles.ObjectType: ExpressibleByArgument {}
