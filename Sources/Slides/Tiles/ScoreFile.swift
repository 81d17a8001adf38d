/// One score for each tile of a slide, in a file such as CLAM's blockmap, or linmil's own: `attention_scores` [tiles, 1] and
/// `coords`.
public struct ScoreFile: TiledFile {
    /// The file, as the caller named it.
    public let path: String
    /// The scores in the file's order, finite. [tiles]
    public let scores: [Float]
    /// The attributes of the file itself that were asked for and are there, by name.
    package let attributes: [String: AttributeValue]

    /// Tiles of the slide.
    public var tileCount: Int { scores.count }

    /// Reads the scores of a file.
    ///
    /// - Throws: `SlideError` if there are none, or not one finite number for each tile.
    public init(path: String) throws(SlideError) {
        try self.init(path: path, attributes: [])
    }

    /// Reads the scores of a file, and those of some attributes of the file itself that are there.
    package init(path: String, attributes names: [String]) throws(SlideError) {
        let (table, attributes) = try HDF5.exclusively { () throws(SlideError) in
            let file = try HDF5File(path: path)
            guard file.contains(SlideSchema.scores) else {
                throw SlideError.missingDataset(
                    path: path, dataset: SlideSchema.scores, found: file.names,
                    content: .features)
            }
            let attributes = names.compactMap { name in
                AttributeValue.read(name, of: file.handle.id, longestList: Self.longestList).map { (name, $0) }
            }
            return (
                try TileTable(SlideSchema.scores, of: file, allowsList: true),
                Dictionary(attributes) { first, _ in first }
            )
        }
        guard table.columnCount == 1 else {
            throw .wrongShape(path: path, dataset: table.dataset, shape: [table.tileCount, table.columnCount])
        }
        // A score beyond float32 becomes infinite, and is refused as such.
        let scores = try table.readNumbers().map { Float($0) }
        if let first = scores.firstIndex(where: { !$0.isFinite }) {
            throw .badScores(
                path: path, count: scores.count { !$0.isFinite }, tileCount: scores.count, firstTile: first,
                first: Double(scores[first]))
        }
        (self.path, self.scores, self.attributes) = (path, scores, attributes)
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
