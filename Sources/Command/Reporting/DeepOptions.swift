internal import ArgumentParser
internal import Reports

/// How closely a page shows the slides themselves.
struct DeepOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Folder with the whole slides, called as the cohort's slides. (default: the files that the cohort was drawn on)",
            valueName: "folder"))
    var slides: String?

    @Flag(
        help: """
            Let the page zoom from the thumbnail to the cells: cut the slides into JPEG tiles in a folder next to the page, \
            report-deep/ for report.html. What is there already is not made again.
            """)
    var deep = false

    @Option(
        help: ArgumentHelp(
            "Micrometres of a pixel of the whole slide's tiles, about. (default: 2)", valueName: "um"))
    var deepMpp: Double?

    @Option(
        help: ArgumentHelp(
            "How many regions around top tiles have the slide's full resolution. (default: \(DeepZoom.usualRegions))",
            valueName: "count"))
    var deepRegions: Int?

    @Option(
        help: ArgumentHelp(
            "Stop before anything is read if the tiles would take about so many bytes. (default: 20G)",
            valueName: "bytes"))
    var deepLimit: ByteCount?

    /// What the page shows of the slides; nil without `--deep`.
    var zoom: DeepZoom? {
        deep
            ? DeepZoom(mpp: deepMpp ?? DeepZoom.usualMPP, regions: deepRegions ?? DeepZoom.usualRegions) : nil
    }

    /// The most bytes of the tiles.
    var limit: Int { deepLimit?.value ?? 20 << 30 }

    /// Whether there is an option for a page alone.
    var isForPage: Bool { deep || deepMpp != nil || deepRegions != nil || deepLimit != nil }

    func validate() throws {
        let isGiven = [
            ("--deep-mpp", deepMpp != nil), ("--deep-regions", deepRegions != nil), ("--deep-limit", deepLimit != nil),
        ]
        if !deep, let name = isGiven.first(where: \.1)?.0 {
            throw ValidationError("'\(name)' needs '--deep'.")
        }
        if let deepMpp, !DeepZoom.resolutions.contains(deepMpp) {
            throw ValidationError("'--deep-mpp \(deepMpp)' is not between 0.01 and 100 micrometres.")
        }
        if let deepRegions, !(0...500).contains(deepRegions) {
            throw ValidationError("'--deep-regions \(deepRegions)' is not between 0 and 500.")
        }
    }
}
