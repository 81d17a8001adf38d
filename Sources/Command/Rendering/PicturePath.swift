internal import Files
internal import LinMIL
internal import Rendering
internal import Results
internal import Slides

/// Where a slide's picture is written, or its pictures if there are several scores.
struct PicturePath {
    /// The path of the only picture.
    let path: String
    /// Returns the path of one of several pictures, from the name of its score.
    private let pathOfScore: (String) throws -> String

    /// Names pictures after one path: `overlay.png`, or `overlay.cls.png` and `overlay.relevance.png`.
    init(_ path: String) {
        self.path = path
        pathOfScore = { Self.path(path, of: $0) }
    }

    /// Names the only picture, and each of several by a rule.
    init(_ path: String, ofScore: @escaping (String) throws -> String) { (self.path, pathOfScore) = (path, ofScore) }

    /// Returns a path for each map of a result.
    func paths(of result: SlideResult) throws -> [String] {
        guard result.maps.count > 1 else { return [path] }
        return try result.scoreNames.fileNames(classes: result.prediction?.classes ?? []).map(pathOfScore)
    }

    /// Puts the name of a score before the ending of a path.
    static func path(_ path: String, of score: String) -> String {
        // The ending of an annotation has two dots, as that of an OME-TIFF.
        let annotation = ".\(ScoreFormat.annotation.rawValue)"
        if path.lowercased().hasSuffix(annotation), FilePath.fileName(of: path).count > annotation.count {
            return "\(path.dropLast(annotation.count)).\(score)\(path.suffix(annotation.count))"
        }
        let (stem, ending) = PictureFormat.split(path)
        return "\(stem).\(score)\(ending)"
    }
}
