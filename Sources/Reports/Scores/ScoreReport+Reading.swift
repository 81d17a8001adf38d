package import Files
internal import FoundationEssentials

extension ScoreReport {
    /// No slide has scores of more bytes than this: 10 million tiles.
    private static let largestFile = 1 << 30

    /// Reads a report that was written as JSON.
    ///
    /// - Throws: `ScoreReportError` if it is none, or its numbers do not belong together.
    package init(readingFrom path: String) throws {
        do {
            let bytes = try InputFile.bytes(of: path, limit: Self.largestFile)
            try self.init(json: bytes)
        } catch {
            throw ScoreReportError.notScores(path: path, reason: Self.words(for: error))
        }
        if let fault { throw ScoreReportError.inconsistent(path: path, fault: fault) }
    }

    /// Reads JSON, of which linmil's own is read fast.
    init(json bytes: [UInt8]) throws {
        if let lists = NumberLists(cutOutOf: bytes),
            let report = try? JSONDecoder().decode(ScoreReport.self, from: Data(lists.rest)),
            report.coords.isEmpty, report.scores.isEmpty
        {
            self = report
            (coords, scores) = (lists.coords, lists.scores)
        } else {
            self = try JSONDecoder().decode(ScoreReport.self, from: Data(bytes))
        }
    }

    /// What does not fit, if anything.
    private var fault: String? {
        let sides = 1...10_000_000.0
        if scores.isEmpty { return "no scores" }
        if coords.count != scores.count { return "\(scores.count) scores for \(coords.count) coords" }
        if let tile = scores.firstIndex(where: { !$0.isFinite }) {
            return "a score of \(scores[tile]) for tile \(tile)"
        }
        if !sides.contains(tileSize) { return "a tileSize of \(tileSize)" }
        if let slideSize, slideSize.count != 2 || !slideSize.allSatisfy({ sides.contains(Double($0)) }) {
            return "a slideSize of \(slideSize)"
        }
        if !probabilities.indices.contains(predictedClass) || model.classes.count != probabilities.count {
            return
                "\(model.classes.count) classes, \(probabilities.count) probabilities, predictedClass \(predictedClass)"
        }
        return nil
    }

    private static func words(for error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, _): "it has no '\(key.stringValue)'"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            "'\(context.codingPath.map(\.stringValue).joined(separator: "."))' is of another kind"
        case DecodingError.dataCorrupted(let context) where context.codingPath.first?.stringValue == "coords":
            "'coords' holds something else than [x, y]"
        case is FileError: "it cannot be read"
        default: "it is no whole JSON object"
        }
    }
}

/// Why a file of scores cannot be used. The description is one sentence.
package enum ScoreReportError: Error, Equatable {
    /// The file holds something else than linmil writes.
    case notScores(path: String, reason: String)
    /// The numbers do not belong together.
    case inconsistent(path: String, fault: String)
}

extension ScoreReportError: CustomStringConvertible {
    /// One sentence: the file, what was found, what was expected, what to do.
    package var description: String { sentence.text }

    /// The same, with what to do apart.
    package var sentence: ErrorSentence {
        switch self {
        case .notScores(let path, let reason):
            ErrorSentence(
                "\(path): these are no scores as linmil writes them (\(reason))", remedy: "write them again as JSON")
        case .inconsistent(let path, let fault):
            ErrorSentence(
                "\(path): has \(fault), expected one finite score and [x, y] for each tile, sizes in level-0 pixels and a "
                    + "probability for each class", remedy: "write the scores again")
        }
    }
}
