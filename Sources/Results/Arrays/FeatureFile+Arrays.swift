internal import Files
internal import LinMIL
public import Slides

extension FeatureFile {
    /// Opens a slide's features in any format: HDF5, what `torch.save` wrote, safetensors, `.npy` or `.npz`.
    ///
    /// Files of the last four hold the matrix [tiles, width] alone, or among other arrays under a name such as `features`.
    /// Their tiles' coordinates are an array `coords` [tiles, 2] beside the matrix, or lie in
    /// another file: see `NeighbouringFiles`.
    ///
    /// - Throws: `SlideError` if there are no features of [tiles, width], `CheckpointError` if a file of tensors is damaged.
    public convenience init(anyFormatAt path: String) throws {
        let beginning = (try? InputFile.beginning(of: path, count: FileFormat.signatureLength)) ?? []
        switch FileFormat(of: beginning) {
        case .numPy: try self.init(NumPyFile(path: path).arrays, of: path)
        case .zip where NumPyFile.isOne(path: path): try self.init(NumPyFile(path: path).arrays, of: path)
        case .zip, .pickle, .safetensors: try self.init(TensorFile(readingFrom: path).tensors, of: path)
        default: try self.init(path: path)
        }
    }

    /// Takes the features out of a file's arrays.
    private convenience init(_ arrays: [(name: String, array: some StoredArray)], of path: String) throws(SlideError) {
        guard let place = FeatureNames.place(in: arrays) else {
            throw FeatureNames.failure(
                arrays, of: path, expected: "one matrix [tiles, width] of floating-point features")
        }
        let (name, array) = arrays[place]
        let (tileCount, width) = (array.matrix.rows, array.matrix.columns)
        guard tileCount > 0, width > 0 else { throw .noTiles(path: path, dataset: name, shape: array.shape) }
        let coordinates = arrays.first {
            FeatureNames.coordinates.contains($0.name) && $0.array.shape == [tileCount, 2]
        }
        let places = try coordinates.map { coordinates throws(SlideError) in
            let numbers = try coordinates.array.numbers
            return try TilePlaces(
                path: path, points: (0..<tileCount).map { SIMD2(numbers[2 * $0], numbers[2 * $0 + 1]) })
        }
        let stored = try array.rows
        let rowSize = width * stored.element.size
        self.init(
            path: path, dataset: name, element: stored.element, tileCount: tileCount, width: width,
            places: places.map { .listed($0) } ?? .elsewhere
        ) { rows, buffer throws(SlideError) in
            FileActivity.reading(path)
            let start = stored.range.lowerBound + rows.lowerBound * rowSize
            unsafe try buffer.withUnsafeMutableBytes { bytes throws(SlideError) in
                do throws(FileError) { unsafe try stored.file.read(into: bytes, from: start) } catch {
                    throw .file(error)
                }
            }
        }
    }

    /// Whether a file holds arrays of tiles, features or scores, rather than a model's weights: a tensor alone, or one under
    /// a name that features, scores or coordinates have.
    package static func isArrayOfTiles(_ path: String) -> Bool {
        guard let beginning = try? InputFile.beginning(of: path, count: FileFormat.signatureLength) else {
            return false
        }
        switch FileFormat(of: beginning) {
        case .numPy: return true
        case .zip where NumPyFile.isOne(path: path): return true
        case .zip, .pickle, .safetensors:
            guard let tensors = try? TensorFile(readingFrom: path).tensors else { return false }
            return tensors.count == 1 && tensors[0].name.isEmpty
                || tensors.contains { FeatureNames.all.contains($0.name) }
        default: return false
        }
    }
}

/// The names that programs have for features, coordinates and scores.
enum FeatureNames {
    static let features = [
        "features", "feats", "patch_embeddings", "embeddings", "embedding", "feature", "patch_features", "data", "x",
    ]
    static let coordinates = ["coords", "coordinates", "locations"]
    /// Names of scores. An array that was saved alone has none, or NumPy's.
    static let scores = ["scores", "attention_scores", "attention", "attentions", "predictions", "arr_0", ""]
    static let all = Set(features + coordinates + scores)

    /// Returns the place of the features: the matrix of floating-point numbers that has one of the names, or the only one.
    static func place(in arrays: [(name: String, array: some StoredArray)]) -> Int? {
        let matrices = arrays.indices.filter {
            arrays[$0].array.isFloatingPoint && arrays[$0].array.isMatrix && !coordinates.contains(arrays[$0].name)
        }
        let named = features.lazy.compactMap { name in matrices.first { arrays[$0].name == name } }.first
        return named ?? (matrices.count == 1 ? matrices[0] : nil)
    }

    /// Returns the error for a file that holds other arrays than what is expected.
    static func failure(
        _ arrays: [(name: String, array: some StoredArray)], of path: String, expected: String
    ) -> SlideError {
        let shown = arrays.prefix(4).map { name, array in
            let kind = "\(array.elementName) \(array.shape)"
            return name.isEmpty ? "an array of \(kind)" : "'\(printable(name))' of \(kind)"
        }
        let more = arrays.count > shown.count ? " and \(arrays.count - shown.count) more arrays" : ""
        return .noArray(
            path: path, found: shown.isEmpty ? "no array of numbers" : shown.joined(separator: ", ") + more,
            expected: expected)
    }
}
