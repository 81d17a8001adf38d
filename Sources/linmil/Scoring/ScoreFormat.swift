/// The kinds of file that scores are written to, by the ending of the name.
enum ScoreFormat: String, CaseIterable {
    case json, csv, hdf5 = "h5", geojson

    /// Reads the ending of a file's name, in capitals or not.
    init?(path: String) {
        let name = path.lowercased()
        guard let format = Self.allCases.first(where: { name.hasSuffix("." + $0.rawValue) }) else { return nil }
        self = format
    }
}
