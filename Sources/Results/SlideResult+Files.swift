internal import Files
internal import FoundationEssentials

extension SlideResult {
    /// The largest score file that is read, in bytes. It is enough for 10 million tiles.
    private static let largestFile = 1 << 30

    /// The file formats that hold a whole result.
    public enum Format: String, Sendable, CaseIterable {
        /// JSON on one line.
        case json
        /// CLAM's blockmap layout, with the facts as attributes.
        case hdf5
    }

    /// Writes the result to a file that appears whole or not at all. Equal results give equal bytes.
    ///
    /// - Parameters:
    ///   - path: the file to write.
    ///   - format: the file format. If nil, HDF5 for a name that ends in `.h5`, else JSON.
    /// - Throws: `FileError` if the file cannot be written, `SlideError` if HDF5 cannot hold a name.
    public func write(to path: String, as format: Format? = nil) throws {
        switch format ?? (path.lowercased().hasSuffix(".h5") ? .hdf5 : .json) {
        case .json: try writeJSON(to: path)
        case .hdf5: try writeHDF5(to: path)
        }
    }

    /// Reads a result from JSON that linmil wrote, in this version or 0.2.0.
    ///
    /// - Throws: `ResultError` if the file cannot be read, if it holds something else, or if its facts contradict each
    ///   other.
    public init(readingJSONFrom path: String) throws {
        do {
            try self.init(json: InputFile.bytes(of: path, limit: Self.largestFile))
        } catch let fault as ResultFault {
            throw ResultError.inconsistent(path: path, fault: fault.words)
        } catch {
            throw ResultError.notScores(path: path, reason: Self.words(for: error))
        }
    }

    /// Decodes JSON. The layout that linmil writes is read on a fast path.
    init(json bytes: [UInt8]) throws {
        if let lists = NumberLists(cutOutOf: bytes),
            var fields = try? jsonValue(ResultFields.self, from: lists.rest),
            fields.coords.isEmpty, fields.scores.isOne == lists.scores.isOne, fields.scores.isEmpty
        {
            (fields.coords, fields.scores) = (lists.coords, lists.scores)
            try self.init(fields)
        } else {
            try self.init(jsonValue(ResultFields.self, from: bytes))
        }
    }

    private static func words(for error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, _): "it has no '\(key.stringValue)'"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            "'\(context.codingPath.map(\.stringValue).joined(separator: "."))' has the wrong type"
        case DecodingError.dataCorrupted(let context) where context.codingPath.first?.stringValue == "coords":
            "'coords' holds something other than [x, y]"
        case DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty:
            "'\(context.codingPath.map(\.stringValue).joined(separator: "."))' has an unknown value"
        case is FileError: "it cannot be read"
        default: "it is not a complete JSON object"
        }
    }
}
