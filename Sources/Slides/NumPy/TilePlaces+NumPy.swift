internal import Files
internal import FoundationEssentials

extension TilePlaces {
    /// The ending of the file that slideflow writes beside a slide's features.
    static let slideflowEndings = [".index.npz", ".index.npy"]

    /// The names under which programs save coordinates; `arr_0` is NumPy's own for an array without one.
    private static let names = ["coords", "coordinates", "locations", "arr_0"]

    /// Reads the tiles' places from NumPy's file.
    ///
    /// slideflow's `ID.index.npz` holds the tiles' centres, any other file their top-left corners.
    ///
    /// - Throws: `SlideError` if there is no array [tiles, 2] of level-0 pixels, or more than one.
    init(readingArraysFrom path: String) throws(SlideError) {
        let file = try NumPyFile(path: path)
        let array = file.array(named: Self.names) { $0.shape.count == 2 && $0.shape[1] == 2 && $0.shape[0] > 0 }
        guard let array else {
            throw .noArray(path: path, found: file.summary, expected: "one array [tiles, 2] of coordinates")
        }
        let numbers = try array.values
        let isSlideflow = Self.slideflowEndings.contains { path.lowercased().hasSuffix($0) }
        try self.init(
            path: path, points: (0..<array.shape[0]).map { SIMD2(numbers[2 * $0], numbers[2 * $0 + 1]) },
            areCentres: isSlideflow, side: isSlideflow ? Self.slideflowSide(of: path) : nil)
    }

    /// Reads slideflow's `bags_config.json`, which lies in the folder of the features; nil if it does not say how many
    /// micrometres wide a tile is.
    private static func slideflowSide(of path: String) -> Side? {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
        guard let bytes = try? InputFile.bytes(of: folder + "bags_config.json", limit: 1 << 20),
            let config = try? JSONDecoder().decode(SlideflowConfig.self, from: Data(bytes)),
            let length = config.tileMicrometres, length > 0, length.isFinite
        else { return nil }
        return Side("tile_um of bags_config.json", length, isInMicrometres: true)
    }
}

/// What slideflow says of a folder of features, as far as it is needed here.
private struct SlideflowConfig: Decodable {
    /// The side of a tile in micrometres; nil where it is given as a magnification, such as `"20x"`.
    let tileMicrometres: Double?

    private enum CodingKeys: String, CodingKey { case tileMicrometres = "tile_um" }

    init(from decoder: any Decoder) throws {
        tileMicrometres = try? decoder.container(keyedBy: CodingKeys.self).decode(Double.self, forKey: .tileMicrometres)
    }
}
