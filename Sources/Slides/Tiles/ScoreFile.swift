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
    /// The columns of a file of linmil's that has several scores, finite, the first of which are `scores`; empty otherwise.
    /// [maps] of [tiles]
    package let maps: [[Float]]
    /// The tiles' places in the features file, if the scores are of a part of a slide; empty otherwise. [tiles]
    package let tileNumbers: [Int]
    /// The attributes of the file itself that were asked for and are there, by name.
    package let attributes: [String: AttributeValue]
    /// How far the scores explain the prediction, as JSON; nil if a file of linmil's does not say it.
    package let evaluation: [UInt8]?

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
        maps: [[Double]] = [], tileNumbers: [Int] = [], attributes: [String: AttributeValue] = [:],
        evaluation: [UInt8]? = nil
    ) throws(SlideError) {
        func finite(_ numbers: [Double]) throws(SlideError) -> [Float] {
            // A score beyond float32 becomes infinite, and is refused as such.
            let scores = numbers.map { Float($0) }
            guard let first = scores.firstIndex(where: { !$0.isFinite }) else { return scores }
            throw .badScores(
                path: path, count: scores.count { !$0.isFinite }, tileCount: scores.count, firstTile: first,
                first: Double(scores[first]))
        }
        (self.path, self.name, self.classNumber, self.scores) = (path, name, classNumber, try finite(numbers))
        (self.places, self.attributes, self.tileNumbers) = (places, attributes, tileNumbers)
        self.evaluation = evaluation
        self.maps = try maps.map(finite)
    }

    /// Reads the scores of an HDF5 file, and those of some attributes of the file itself that are there.
    package init(path: String, choice: ScoreChoice?, attributes names: [String]) throws(SlideError) {
        let (table, all, part, text, tileCount, attributes) = try HDF5.exclusively { () throws(SlideError) in
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
            let hasSeveral = [ScoreAttribute.version, ScoreAttribute.EachScore.names].allSatisfy { name in
                attributes.contains { $0.0 == name }
            }
            let all = hasSeveral ? try TileTable(SlideSchema.allScores, of: file) : nil
            if let all, all.tileCount != table.tileCount {
                throw SlideError.unsupportedDataset(
                    path: path, dataset: all.dataset,
                    reason: "has scores of \(all.tileCount) tiles for \(table.tileCount) tiles; write them again")
            }
            let isPart = attributes.contains { $0.0 == ScoreAttribute.Part.slideTiles }
            let part = isPart ? try TileTable(SlideSchema.tileNumbers, of: file, allowsList: true) : nil
            let isOwn = attributes.contains { $0.0 == ScoreAttribute.version }
            let text =
                isOwn && file.contains(SlideSchema.evaluation)
                ? try TileTable(SlideSchema.evaluation, of: file, allowsList: true) : nil
            let coordinates = try? TileTable(SlideSchema.coordinates, of: file).tileCount
            return (table, all, part, text, coordinates, Dictionary(attributes) { first, _ in first })
        }
        let matrix = ScoreMatrix(
            name: table.dataset, shape: [table.tileCount, table.columnCount], tileCount: tileCount)
        // The class of linmil's own scores is an attribute.
        let chosen = try matrix.chosen(by: attributes[ScoreAttribute.version] == nil ? choice : nil, path: path)
        let numbers = try table.readNumbers()
        let columns = try all.map { all throws(SlideError) in try all.readColumns() } ?? []
        try self.init(
            path: path, name: table.dataset, classNumber: chosen.classNumber,
            numbers: chosen.places.map { numbers[$0] }, places: .ownDataset, maps: columns,
            tileNumbers: try part?.readNumbers().map { Int(exactly: $0) ?? -1 } ?? [], attributes: attributes,
            evaluation: text.map { text throws(SlideError) in try text.readText() })
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

extension TileTable {
    /// Reads a list of bytes.
    fileprivate func readText() throws(SlideError) -> [UInt8] {
        guard kind == .integer(bits: 8, signed: false), columnCount == 1 else {
            throw .wrongType(path: path, dataset: dataset, found: "\(kind)", expected: "a list of uint8")
        }
        var bytes = [UInt8](repeating: 0, count: tileCount)
        var failure: SlideError?
        unsafe bytes.withUnsafeMutableBytes { buffer in
            do throws(SlideError) { unsafe try readRows(0..<tileCount, into: buffer) } catch { failure = error }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Reads all values, column by column. [columns] of [tiles]
    fileprivate func readColumns() throws(SlideError) -> [[Double]] {
        let numbers = try readNumbers()
        return (0..<columnCount).map { column in
            stride(from: column, to: numbers.count, by: columnCount).map { numbers[$0] }
        }
    }
}
