/// A file that has the tiles' coordinates, whatever else it has: TRIDENT's and CLAM's `patches/`.
public struct CoordinateFile: TiledFile {
    /// The file, as the caller named it.
    public let path: String
    /// Tiles of the slide.
    public let tileCount: Int

    /// Looks for coordinates in a file.
    ///
    /// - Throws: `SlideError` if there are none.
    public init(path: String) throws(SlideError) {
        guard let stored = try StoredCoordinates.read(path: path) else {
            throw .missingCoordinates(path: path, found: try StoredCoordinates.names(in: path))
        }
        (self.path, self.tileCount) = (path, stored.corners.count)
    }
}
