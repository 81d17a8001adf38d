/// Where the tiles of a file lie, for a file of another format than HDF5.
public struct TilePlaces: Sendable, Equatable {
    /// The file that lists the places.
    public let path: String
    /// The tiles' corners, or their centres, in level-0 pixels. [tiles]
    public let points: [SIMD2<Double>]
    /// The points are the middles of tiles, as slideflow has them. Other programs list top-left corners.
    public let areCentres: Bool
    /// The side of a tile; nil if nothing says it.
    public let side: Side?

    /// The side of a tile, and the file's word for it.
    public struct Side: Sendable, Equatable {
        /// What the file calls it, such as `width`.
        public let name: String
        /// The length in level-0 pixels or in micrometres.
        public let length: Double
        /// Whether the length is in micrometres.
        public let isInMicrometres: Bool

        /// Names a side.
        public init(_ name: String, _ length: Double, isInMicrometres: Bool = false) {
            (self.name, self.length, self.isInMicrometres) = (name, length, isInMicrometres)
        }
    }

    /// Lists places.
    ///
    /// - Throws: `SlideError.badCoordinates` if a point cannot be one of level-0 pixels.
    public init(
        path: String, points: [SIMD2<Double>], areCentres: Bool = false, side: Side? = nil
    ) throws(SlideError) {
        try TileGrid.requirePixels(points, path: path)
        (self.path, self.points, self.areCentres, self.side) = (path, points, areCentres, side)
    }

    /// Where to look for a file's tiles.
    public enum Source: Sendable, Equatable {
        /// In the HDF5 file itself, if it has `coords`.
        case ownDataset
        /// The file lists them.
        case listed(TilePlaces)
        /// Only in another file.
        case elsewhere
        /// The caller has them in memory. No file is searched for others.
        case inMemory(TilePlaces)
    }
}
