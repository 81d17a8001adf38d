internal import ArgumentParser
internal import Rendering
internal import Slides

/// Regions of a slide that choose its tiles, for the subcommands that take one slide.
struct RegionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Keep only the tiles whose centre lies in the polygons of this GeoJSON file, such as annotations from QuPath: "
                + "what would the model say of them alone? May be given several times.", valueName: "geojson"))
    var only: [String] = []

    @Option(
        help: ArgumentHelp(
            "Leave out the tiles whose centre lies in the polygons of this GeoJSON file, such as pen marks and folds. May be "
                + "given several times.", valueName: "geojson"))
    var without: [String] = []

    /// Puts the given options into a slide's sources.
    func apply(to sources: inout SlideSources) {
        guard !only.isEmpty || !without.isEmpty else { return }
        sources.regions = SlideSources.Regions(only: only, without: without)
    }
}

extension TilePart {
    /// What a person should know of the files, a sentence each.
    var notes: [String] {
        (only + without).filter { !$0.leftAside.isEmpty }.map { region in
            "\(region.path): has \(region.leftAside.joined(separator: ", ")) besides polygons, and no tile can lie in those; "
                + "draw polygons around what is meant"
        }
    }
}
