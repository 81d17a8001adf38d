internal import Images
internal import Reports
internal import Slides

extension InspectionPage {
    /// A JPEG image.
    init(jpeg path: String) throws {
        let image = try Image(contentsOf: path)
        self.init(
            path: path, kind: "JPEG image",
            groups: [Group(title: "", facts: [Fact(name: "size", value: "\(image.size) px")])])
    }

    /// An SVG image, with what made it where linmil did.
    init(svg path: String) throws {
        guard let record = try SVGRecord.read(from: path) else {
            self.init(
                path: path, kind: "SVG image",
                groups: [Group(title: "", facts: [Fact(name: "record", value: "none of linmil")])])
            return
        }
        self.init(path: path, kind: "SVG image", record: record, groups: Self.groups(of: record))
    }

    /// A PNG image, with what made it where linmil did.
    init(png path: String) throws {
        let bytes = try ImageFile.bytes(of: path)
        // Decoding it is what shows that it is whole.
        _ = try Image(decodingPNG: bytes, name: path)
        let summary = try PNGSummary(of: bytes, name: path)
        let (header, notes) = (summary.header, summary.notes)
        var facts = [
            Fact(name: "size", value: "\(header.size) px"),
            Fact(name: "pixels", value: "\(header.bitDepth)-bit \(header.colorType)\(notes.isSRGB ? ", sRGB" : "")"),
        ]
        let record = RenderRecord(in: notes)
        if let dpi = record?.dotsPerInch {
            let sides = [header.size.width, header.size.height].map { pixels in
                Wording.length((Double(pixels) / dpi * 254).rounded() / 10)
            }
            facts.append(
                Fact(name: "on paper", value: sides.joined(separator: " x ") + " mm at \(Wording.short(dpi)) dpi"))
        } else if let (wide, high) = notes.resolution?.micrometers {
            let down = abs(wide / high - 1) < 0.001 ? "" : " across, \(Wording.short(high)) down"
            facts.append(Fact(name: "resolution", value: "\(Wording.short(wide)) micrometres a pixel\(down)"))
        }
        for text in notes.texts where record == nil || !RenderRecord.keywords.contains(text.keyword) {
            facts.append(Fact(name: Wording.name(text.keyword), value: Wording.name(text.text)))
        }
        var groups = [Group(title: "", facts: facts)]
        if let record { groups += Self.groups(of: record) }
        self.init(path: path, kind: "PNG image", record: record, groups: groups)
    }

    /// What made a picture, and how to make it again.
    private static func groups(of record: RenderRecord) -> [Group] {
        func input(_ name: String, _ input: RenderRecord.Input?) -> [Fact] {
            guard let input else { return [] }
            return [Fact(name: name, value: Wording.name(input.path))]
                + [input.fingerprint.map { Fact(name: "", value: Wording.name($0)) }].compactMap(\.self)
        }
        let region = record.region.map(String.init).joined(separator: ", ")
        let ends = record.range.map { $0.map { "\($0)" }.joined(separator: " to ") }
        let drawn = record.drawnTiles == record.tiles ? "\(record.tiles)" : "\(record.drawnTiles) of \(record.tiles)"
        var settings = [
            Fact(name: "score", value: Wording.name(record.score)),
            Fact(name: "normalisation", value: Wording.name(record.normalization)),
            Fact(name: "range", value: ends.map { "\($0), of \(Wording.name(record.rangeOrigin))" } ?? "none: ranks"),
            Fact(
                name: "colours",
                value: "\(Wording.name(record.colormap)) at \(record.alpha), on \(Wording.name(record.background))"),
            Fact(
                name: "tiles",
                value:
                    "\(drawn), \(Wording.short(record.tileSize)) level-0 px by \(Wording.name(record.tileSizeSource))"),
            Fact(name: "style", value: "\(Wording.name(record.style)), \(Wording.name(record.selection))"),
            Fact(name: "region", value: "[\(region)] level-0 px"),
        ]
        if let outline = record.outline { settings.append(Fact(name: "outline", value: Wording.name(outline))) }
        if let tool = record.compatible { settings.append(Fact(name: "compatible", value: Wording.name(tool))) }
        if let predicted = record.predictedClass {
            settings.append(Fact(name: "predicted", value: Wording.name(predicted)))
        }
        settings += record.warnings.map { Fact(name: "warning", value: Wording.line($0)) }
        return [
            Group(
                title: "made by linmil \(Wording.name(record.version)) of",
                facts: input("features", record.features) + input("model", record.model)
                    + input("coordinates", record.coordinates) + input("thumbnail", record.thumbnail)
                    + input("slide", record.wholeSlide)),
            Group(title: "with", facts: settings),
            Group(title: "to make it again", facts: [Fact(name: "command", value: Wording.line(record.command))]),
        ]
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
