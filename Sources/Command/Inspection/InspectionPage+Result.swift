internal import LinMIL
internal import Results
internal import Slides

extension InspectionPage {
    /// Describes scores in JSON, as `linmil score` writes them.
    init(scores path: String) throws {
        let result = try SlideResult(readingJSONFrom: path)
        let facts =
            Self.origin(of: result)
            + Self.facts(about: result.part)
            + zip(result.names, result.maps).map {
                Fact(name: "scores", value: Self.scores($1.scores, name: $0))
            } + [
                Fact(name: "tile side", value: "\(Wording.short(result.tileSide)) level-0 px"),
                Fact(
                    name: "slide size",
                    value: result.slideSize.map { "\($0) level-0 px" } ?? "unknown; a picture needs --slide-size"),
            ]
        self.init(path: path, kind: "scores of a slide", groups: [Group(title: "", facts: facts)])
    }

    /// Returns what linmil wrote beside the scores in an HDF5 file; empty for a file of another program.
    static func origin(of file: ScoreFile, on tiles: TileGrid) -> [Fact] {
        do throws(ResultError) {
            let result = try SlideResult(file, on: tiles)
            return origin(of: result) + facts(about: result.part)
        } catch {
            return [Fact(name: "missing", value: error.advised(in: .inspect))]
        }
    }

    /// Returns the scores of an HDF5 file; of several of linmil's, each with its name.
    static func scores(of file: ScoreFile) -> [Fact] {
        guard !file.maps.isEmpty, case .texts(let names) = file.attributes[ScoreAttribute.EachScore.names] else {
            return [Fact(name: "scores", value: scores(file.scores))]
        }
        return zip(names, file.maps).map { Fact(name: "scores", value: scores($1, name: $0)) }
    }

    /// Returns the slide, the model that scored it, and the prediction.
    private static func origin(of result: SlideResult) -> [Fact] {
        guard let model = result.model else { return [] }
        let verdicts = result.maps.indices.compactMap { map in
            result.measures(of: map).map {
                Fact(name: "verdict", value: "\(Wording.name(result.names[map])): \($0.sentence)")
            }
        }
        return [Fact(name: "slide", value: Wording.name(result.features.name))]
            + models(result.ensemble?.models.map(\.file) ?? [model.file])
            + (model.precision == .float32 ? [] : [Fact(name: "precision", value: model.precision.rawValue)])
            + answer(of: result.prediction)
            + Wording.models(of: result).map { Fact(name: "models", value: $0) } + verdicts
    }

    /// Returns checkpoints with their fingerprints.
    static func models(_ files: [FileReference]) -> [Fact] {
        files.flatMap { file in
            [Fact(name: "model", value: Wording.name(file.name))]
                + [file.fingerprint.map { Fact(name: "", value: Wording.name($0)) }].compactMap(\.self)
        }
    }

    /// Returns which part of the slide the scores are of; nothing for a whole slide.
    private static func facts(about part: SlidePart?) -> [Fact] {
        guard let part else { return [] }
        return [
            Fact(name: "part", value: Wording.tiles(of: part)),
            Fact(name: "scored", value: part.scored == .part ? "on the part alone" : "on the whole slide"),
        ] + answer(of: part.wholeSlide, on: "whole slide")
    }

    /// Returns what the model says of the slide; nothing if there is no prediction.
    ///
    /// - Parameter what: what it is the prediction for, if not for what the page describes.
    static func answer(of prediction: Prediction?, on what: String? = nil) -> [Fact] {
        guard let (heading, words) = prediction.map(Wording.answer) else { return [] }
        return [Fact(name: what ?? heading, value: what == nil ? words : "\(heading) \(words)")]
    }

    /// Returns the scores in a few words: `cls of 64 tiles, 0.1 to 0.7`.
    static func scores(_ scores: [Float], name: String? = nil) -> String {
        let (low, high) = (scores.min() ?? 0, scores.max() ?? 0)
        return "\(name.map { Wording.name($0) + " " } ?? "")of \(scores.count) tiles, \(low) to \(high)"
    }
}
