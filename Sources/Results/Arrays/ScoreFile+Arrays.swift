internal import Files
internal import LinMIL
public import Slides

extension ScoreFile {
    /// Opens scores of any program: HDF5 such as CLAM's blockmap, a table (`.csv`, `.tsv`), `.npy`, `.npz`, or what
    /// `torch.save` wrote.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - choice: which scores to take, if the file has more than one for each tile.
    /// - Throws: `SlideError` if there is not one finite score for each tile, `CheckpointError` if a file of tensors is damaged.
    public init(anyFormatAt path: String, choice: ScoreChoice? = nil) throws {
        let beginning = try Self.beginning(of: path)
        switch FileFormat(of: beginning) {
        case .numPy: try self.init(NumPyFile(path: path).arrays, of: path, choice)
        case .zip where NumPyFile.isOne(path: path): try self.init(NumPyFile(path: path).arrays, of: path, choice)
        case .zip, .pickle, .safetensors: try self.init(TensorFile(readingFrom: path).tensors, of: path, choice)
        case nil where Self.isTable(path, beginning: beginning): try self.init(tableAt: path, choice: choice)
        default: self = try SlideResult.scoreFile(path: path, choice: choice)
        }
    }

    /// Whether a file holds scores and no features, by its format alone. What arrays and tensors are, they do not say.
    package static func isTable(_ path: String) -> Bool {
        (try? beginning(of: path)).map { FileFormat(of: $0) == nil && isTable(path, beginning: $0) } ?? false
    }

    private static func beginning(of path: String) throws(SlideError) -> [UInt8] {
        do { return try InputFile.beginning(of: path, count: 256) } catch { throw .file(error) }
    }

    private static func isTable(_ path: String, beginning: [UInt8]) -> Bool {
        let name = path.lowercased()
        let isNamedSo = [".csv", ".tsv", ".txt"].contains { name.hasSuffix($0) }
        // A spreadsheet's 'Unicode text' is UTF-16, where every second byte is 0.
        let isWide = beginning.starts(with: [0xFF, 0xFE]) || beginning.starts(with: [0xFE, 0xFF])
        return isNamedSo && !beginning.isEmpty && (isWide || !beginning.contains(0))
    }

    /// Takes the scores out of a file's arrays: the only one, or the one that is called so.
    private init(
        _ arrays: [(name: String, array: some StoredArray)], of path: String, _ choice: ScoreChoice?
    ) throws(SlideError) {
        let coordinates = arrays.first {
            FeatureNames.coordinates.contains($0.name) && $0.array.shape.count == 2 && $0.array.shape[1] == 2
        }
        let others = arrays.filter { array in coordinates.map { $0.name != array.name } ?? true }
        let named = FeatureNames.scores.lazy.compactMap { name in others.first { $0.name == name } }.first
        guard let (name, array) = named ?? (others.count == 1 ? others[0] : nil),
            array.shape.count <= 2 || array.isMatrix, !array.shape.isEmpty
        else { throw FeatureNames.failure(arrays, of: path, expected: "one array of scores [tiles]") }
        let matrix = ScoreMatrix(name: name, shape: array.shape, tileCount: coordinates?.array.shape[0])
        let chosen = try matrix.chosen(by: choice, path: path)
        let numbers = try array.numbers
        let places = try coordinates.map { coordinates throws(SlideError) in
            let corners = try coordinates.array.numbers
            return try TilePlaces(
                path: path, points: (0..<coordinates.array.shape[0]).map { SIMD2(corners[2 * $0], corners[2 * $0 + 1]) }
            )
        }
        try self.init(
            path: path, name: name.isEmpty || name == "arr_0" ? "score" : name, classNumber: chosen.classNumber,
            numbers: chosen.places.map { numbers[$0] }, places: places.map { .listed($0) } ?? .elsewhere)
    }
}
