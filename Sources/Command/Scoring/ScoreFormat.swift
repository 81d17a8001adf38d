/// The file formats for scores, named by their endings.
enum ScoreFormat: String, CaseIterable {
    // The longer ending comes first.
    case annotation = "annotation.json"
    case json, csv, hdf5 = "h5", geojson

    /// Finds the format by the ending of a file's name, in upper or lower case; nil if the ending is unknown.
    init?(path: String) {
        let name = path.lowercased()
        guard let format = Self.allCases.first(where: { name.hasSuffix("." + $0.rawValue) }) else { return nil }
        self = format
    }
}
