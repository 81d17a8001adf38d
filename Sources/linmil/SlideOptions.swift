public import ArgumentParser
public import Slides

/// Where the tiles of a slide are, for every command that takes a features file.
struct SlideOptions: ParsableArguments {
    @Argument(help: "The slide's tile features (HDF5, as TRIDENT or CLAM write them).")
    var features: String

    @Option(help: ArgumentHelp("An HDF5 file that has the tiles' coordinates, or their attributes.", valueName: "file"))
    var coords: String?

    @Option(help: ArgumentHelp("Side of a tile in level-0 pixels, in place of the file's attributes.", valueName: "px"))
    var tileSize: Double?

    @Option(help: ArgumentHelp("Size of the slide in level-0 pixels.", valueName: "WxH"))
    var slideSize: SlideSize?

    func validate() throws {
        if let tileSize, !TileGrid.isSide(tileSize) {
            throw ValidationError("'--tile-size \(tileSize)' is no number of level-0 pixels.")
        }
    }

    /// Opens the features and places their tiles.
    func open() throws -> (features: FeatureFile, tiles: TileGrid) {
        let file = try FeatureFile(path: features)
        return (file, try TileGrid(of: file, coordinates: coords, tileSide: tileSize, slideSize: slideSize))
    }
}

extension SlideSize: ExpressibleByArgument {}
