internal import Images
internal import Reports
internal import Slides

extension InspectionPage {
    /// A PNG or JPEG image.
    init(image path: String, kind: String) throws {
        let image = try Image(contentsOf: path)
        var facts = [Fact(name: "size", value: "\(image.size) px")]
        if image.channels == .rgba { facts.append(Fact(name: "transparency", value: "counts as white")) }
        self.init(path: path, kind: kind, groups: [Group(title: "", facts: facts)])
    }

    /// A slide that OpenSlide opens.
    init(slide path: String) throws {
        let slide = try WholeSlide(path: path)
        var facts = [Fact(name: "size", value: "\(slide.size) level-0 px")]
        if let mpp = slide.mpp {
            let value =
                mpp.x == mpp.y ? Wording.short(mpp.x) : "\(Wording.short(mpp.x)) across, \(Wording.short(mpp.y)) down"
            facts.append(Fact(name: "resolution", value: "\(value) micrometres a pixel"))
        } else {
            facts.append(Fact(name: "resolution", value: "unknown; STAMP's coordinates and a scale bar need --mpp"))
        }
        if let magnification = slide.magnification {
            facts.append(Fact(name: "magnification", value: "\(Wording.short(magnification))x"))
        }
        if let bounds = slide.bounds { facts.append(Fact(name: "scanned part", value: "\(bounds) level-0 px")) }
        let levels = slide.levels.enumerated().map { number, level in
            Fact(name: "level \(number)", value: "\(level.size) px, 1 : \(Wording.short(level.downsample))")
        }
        self.init(
            path: path,
            kind: "slide (\(Wording.name(slide.vendor)), by OpenSlide \(Wording.name(slide.libraryVersion)))",
            groups: [Group(title: "", facts: facts), Group(title: "levels", facts: levels)])
    }

    /// Scores in JSON, as `linmil score` writes them.
    init(scores path: String) throws {
        let report = try ScoreReport(readingFrom: path)
        let (low, high) = (report.scores.min() ?? 0, report.scores.max() ?? 0)
        let predicted = Prediction(
            classes: report.model.classes, predicted: report.predictedClass, probabilities: report.probabilities)
        let facts = [
            Fact(name: "slide", value: Wording.name(report.slide)),
            Fact(name: "model", value: Wording.name(report.model.path)),
            Fact(name: "", value: Wording.name(report.model.fingerprint)),
            Fact(name: "predicted", value: "\(predicted)"),
            Fact(
                name: "scores",
                value: "\(Wording.name(report.score.kind)) of \(report.scores.count) tiles, \(low) to \(high)"),
            Fact(name: "tile side", value: "\(Wording.short(report.tileSize)) level-0 px"),
            Fact(
                name: "slide size",
                value: report.slideSize.map { "\($0[0])x\($0[1]) level-0 px" }
                    ?? "unknown; a picture needs --slide-size"),
        ]
        self.init(path: path, kind: "scores of a slide", groups: [Group(title: "", facts: facts)])
    }
}
