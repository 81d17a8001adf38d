public import ArgumentParser
public import Slides

/// Where the tiles of a slide are, for every command that takes a features file.
struct SlideOptions: ParsableArguments {
    @Argument(
        help: "The slide's tile features (HDF5, as TRIDENT, CLAM, STAMP or MMP write them).")
    var features: String?

    @OptionGroup var geometry: GeometryOptions

    /// The features' path, in the words of the argument parser where it is missing.
    func requiredFeatures() throws -> String {
        guard let features else { throw ValidationError("Missing expected argument '<features>'") }
        return features
    }
}

/// What the files do not say of a slide, or say wrong.
struct GeometryOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "An HDF5 file that has the tiles' coordinates, or their attributes. (default: where TRIDENT and CLAM put it, "
                + "patches/ID_patches.h5 or patches/ID.h5 in a folder above the features)", valueName: "file"))
    var coords: String?

    @Option(
        help: ArgumentHelp(
            "The slide itself, opened by OpenSlide: its size, resolution and picture.", valueName: "wsi"))
    var slide: String?

    @Option(help: ArgumentHelp("Side of a tile in level-0 pixels, in place of the files' own.", valueName: "px"))
    var tileSize: Double?

    @Option(help: ArgumentHelp("Size of the slide in level-0 pixels.", valueName: "WxH"))
    var slideSize: SlideSize?

    @Option(
        help: ArgumentHelp(
            "Micrometres of a level-0 pixel, which STAMP's coordinates need. (default: the slide's own)",
            valueName: "um"))
    var mpp: Double?

    func validate() throws {
        if let tileSize, !TileGrid.isSide(tileSize) {
            throw ValidationError("'--tile-size \(tileSize)' is no number of level-0 pixels.")
        }
        if let mpp, !SlideFacts.isResolution(mpp) {
            throw ValidationError("'--mpp \(mpp)' is no number of micrometres; scanners make 0.1 to 1.")
        }
    }

    /// Opens the slide, if there is one.
    func openSlide() throws -> WholeSlide? { try slide.map { path throws(SlideError) in try WholeSlide(path: path) } }

    /// What the options and the slide say.
    func given(_ slide: WholeSlide?) -> GivenGeometry {
        GivenGeometry(
            coordinates: coords, tileSide: tileSize, slideSize: slideSize, mpp: mpp, slide: slide?.facts)
    }
}

extension SlideSize: ExpressibleByArgument {}
