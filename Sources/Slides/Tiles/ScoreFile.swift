/// One score for each tile of a slide, in a file such as CLAM's blockmap, or linmil's own: `attention_scores` [tiles, 1] and
/// `coords`.
public struct ScoreFile: TiledFile {
    /// The file, as the caller named it.
    public let path: String
    /// The scores in the file's order, finite. [tiles]
    public let scores: [Float]
    /// What the file calls the scores: the name of a dataset, an array or a column.
    public let name: String
    /// Which of the file's classes the scores are of, counted from 0; nil if the file has one score for each tile.
    public let classNumber: Int?
    /// Where to look for its tiles.
    public let places: TilePlaces.Source
    /// The attributes of the file itself that were asked for and are there, by name.
    package let attributes: [String: AttributeValue]

    /// Tiles of the slide.
    public var tileCount: Int { scores.count }

    /// Reads the scores of an HDF5 file.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - choice: which scores to take, if the file has those of several classes.
    /// - Throws: `SlideError` if there are none, or not one finite number for each tile.
    public init(path: String, choice: ScoreChoice? = nil) throws(SlideError) {
        try self.init(path: path, choice: choice, attributes: [])
    }

    /// Takes scores that another reader found.
    ///
    /// - Throws: `SlideError.badScores` if one is not finite as a float32.
    package init(
        path: String, name: String, classNumber: Int? = nil, numbers: [Double], places: TilePlaces.Source,
        attributes: [String: AttributeValue] = [:]
    ) throws(SlideError) {
        // A score beyond float32 becomes infinite, and is refused as such.
        let scores = numbers.map { Float($0) }
        if let first = scores.firstIndex(where: { !$0.isFinite }) {
            throw .badScores(
                path: path, count: scores.count { !$0.isFinite }, tileCount: scores.count, firstTile: first,
                first: Double(scores[first]))
        }
        (self.path, self.name, self.classNumber, self.scores) = (path, name, classNumber, scores)
        (self.places, self.attributes) = (places, attributes)
    }

    /// Reads the scores of an HDF5 file, and those of some attributes of the file itself that are there.
    package init(path: String, choice: ScoreChoice?, attributes names: [String]) throws(SlideError) {
        let (table, tileCount, attributes) = try HDF5.exclusively { () throws(SlideError) in
            let file = try HDF5File(path: path)
            guard file.contains(SlideSchema.scores) else {
                throw SlideError.missingDataset(
                    path: path, dataset: SlideSchema.scores, found: file.names,
                    content: .features)
            }
            let attributes = names.compactMap { name in
                AttributeValue.read(name, of: file.handle.id, longestList: Self.longestList).map { (name, $0) }
            }
            let table = try TileTable(
                SlideSchema.scores, of: file, allowsList: true, mostColumns: TileTable.mostTiles)
            let coordinates = try? TileTable(SlideSchema.coordinates, of: file).tileCount
            return (table, coordinates, Dictionary(attributes) { first, _ in first })
        }
        let matrix = ScoreMatrix(
            name: table.dataset, shape: [table.tileCount, table.columnCount], tileCount: tileCount)
        let chosen = try matrix.chosen(by: choice, path: path)
        let numbers = try table.readNumbers()
        try self.init(
            path: path, name: table.dataset, classNumber: chosen.classNumber,
            numbers: chosen.places.map { numbers[$0] }, places: .ownDataset, attributes: attributes)
    }

    /// No model has more classes.
    private static let longestList = 4096

    /// Whether an HDF5 file has scores and no features: what there is to draw without a model.
    ///
    /// - Throws: `SlideError` if it is no HDF5 file.
    public static func isOne(path: String) throws(SlideError) -> Bool {
        try HDF5.exclusively { () throws(SlideError) in
            let file = try HDF5File(path: path)
            return file.contains(SlideSchema.scores) && !SlideSchema.features.contains { file.contains($0) }
        }
    }
}
