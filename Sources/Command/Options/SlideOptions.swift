public import ArgumentParser
internal import Rendering
public import Slides

/// The features of a slide, for every subcommand that takes a features file.
struct SlideOptions: ParsableArguments {
    @Argument(
        help: "The slide's tile features: an HDF5 file from TRIDENT, CLAM, STAMP or MMP.")
    var features: String?

    /// Returns the features' path. If it is missing, the error has the argument parser's wording.
    func requiredFeatures() throws -> String {
        guard let features else { throw ValidationError("Missing expected argument '<features>'") }
        return features
    }
}

/// The files and the size that a slide's features lack or give wrong. `TileOptions` stands beside it: a group of options inside
/// another takes a debug build five times as long to parse.
struct GeometryOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "An HDF5 file with the tile coordinates or their attributes. (default: patches/ID_patches.h5 or patches/ID.h5 "
                + "in the features' folder or one of the two above it, where TRIDENT and CLAM write it)",
            valueName: "file"))
    var coords: String?

    @Option(
        help: ArgumentHelp(
            "The slide itself, opened with OpenSlide; it gives the size, the resolution and a picture.",
            valueName: "wsi"))
    var slide: String?

    @Option(help: ArgumentHelp("Width and height of the slide in level-0 pixels.", valueName: "WxH"))
    var slideSize: SlideSize?

    /// Puts the given options into a slide's sources.
    func apply(to sources: inout SlideSources) {
        sources.coordinates = coords ?? sources.coordinates
        sources.wholeSlide = slide ?? sources.wholeSlide
        sources.slideSize = slideSize ?? sources.slideSize
    }
}

/// The lengths that can be the same for all slides of a cohort.
struct TileOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Side of a tile in level-0 pixels. It replaces the value in the files.", valueName: "px"))
    var tileSize: Double?

    @Option(
        help: ArgumentHelp(
            "Micrometres per level-0 pixel. STAMP's coordinates need it. (default: the slide's own)",
            valueName: "um"))
    var mpp: Double?

    @Option(
        help: ArgumentHelp(
            "Multiply the files' coordinates, if they are counted at another level (4) or in tiles (the tile's side).",
            valueName: "factor"))
    var coordsScale: Double?

    func validate() throws {
        if let coordsScale, !GivenGeometry.isScale(coordsScale) {
            throw ValidationError("'--coords-scale \(coordsScale)' is not a number above 0.")
        }
        if let tileSize, !TileGrid.isSide(tileSize) {
            throw ValidationError("'--tile-size \(tileSize)' is not a valid number of level-0 pixels.")
        }
        if let mpp, !SlideFacts.isResolution(mpp) {
            throw ValidationError("'--mpp \(mpp)' is not a valid number of micrometres; scanners use 0.1 to 1.")
        }
    }

    /// Puts what is given into a slide's sources.
    func apply(to sources: inout SlideSources) {
        sources.tileSide = tileSize ?? sources.tileSide
        sources.mpp = mpp ?? sources.mpp
        sources.coordinatesScale = coordsScale ?? sources.coordinatesScale
    }
}

/// What the user gives of both groups, for whom describes files.
struct GivenOptions {
    private let geometry: GeometryOptions
    private let lengths: TileOptions

    init(_ geometry: GeometryOptions, _ lengths: TileOptions) { (self.geometry, self.lengths) = (geometry, lengths) }

    /// Puts what is given into a slide's sources.
    func apply(to sources: inout SlideSources) {
        geometry.apply(to: &sources)
        lengths.apply(to: &sources)
    }
}

extension SlideSize: ExpressibleByArgument {}
