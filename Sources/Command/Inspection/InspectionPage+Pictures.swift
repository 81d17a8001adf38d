internal import Heatmaps
internal import Images
internal import LinMIL
internal import Rendering
internal import Results
internal import Slides

extension InspectionPage {
    /// Describes a JPEG image, with its record if linmil drew it.
    init(jpeg path: String) throws {
        let picture = try PictureFile(path: path)
        let size = picture.size
        // Decode the image, because only that shows whether it is complete.
        _ = try picture.images(at: [])
        let notes = PictureNotes(ofJPEG: try ImageFile.bytes(of: path))
        let record = RenderRecord(in: notes)
        let facts = [Fact(name: "size", value: "\(size) px")] + Self.texts(notes, besides: record)
        let groups = record.map { Self.groups(of: $0, path: path) } ?? []
        self.init(path: path, kind: "JPEG image", record: record, groups: [Group(title: "", facts: facts)] + groups)
    }

    /// Describes a figure as SVG or PDF, with its record if linmil drew it.
    init(of path: String, _ kind: String, record: RenderRecord?) {
        guard let record else {
            self.init(
                path: path, kind: kind,
                groups: [Group(title: "", facts: [Fact(name: "record", value: "none from linmil")])])
            return
        }
        self.init(path: path, kind: kind, record: record, groups: Self.groups(of: record, path: path))
    }

    /// Describes a map that linmil wrote as OME-TIFF.
    init(omeTIFF path: String) throws {
        guard let record = try EmbeddedRecord.read(from: path, at: .ome) else {
            self.init(of: path, "OME-TIFF image", record: nil)
            return
        }
        let holds = record.settings.values ? "scores as float32, NaN outside the tiles" : "8-bit RGB with transparency"
        let facts = [
            Fact(name: "size", value: "\(record.width) x \(record.height) px"), Fact(name: "pixels", value: holds),
        ]
        let groups = [Group(title: "", facts: facts)] + Self.groups(of: record, path: path)
        self.init(path: path, kind: "OME-TIFF image", record: record, groups: groups)
    }

    /// Returns the texts of a picture that are not those of a record.
    private static func texts(_ notes: PictureNotes, besides record: RenderRecord?) -> [Fact] {
        notes.texts.filter { record == nil || !RenderRecord.keywords.contains($0.keyword) }
            .map { Fact(name: Wording.name($0.keyword), value: Wording.name($0.text)) }
    }

    /// Describes a PNG image, with its record if linmil drew it.
    init(png path: String) throws {
        _ = try PictureFile(path: path).images(at: [])
        let summary = try PNGSummary(contentsOf: path)
        let (header, notes) = (summary.header, summary.notes)
        var facts = [
            Fact(name: "size", value: "\(header.size) px"),
            Fact(name: "pixels", value: "\(header.bitDepth)-bit \(header.colorType)\(notes.isSRGB ? ", sRGB" : "")"),
        ]
        let record = RenderRecord(in: notes)
        if let dpi = record?.settings.page?.dotsPerInch {
            let sides = [header.size.width, header.size.height].map { pixels in
                Wording.length((Double(pixels) / dpi * 254).rounded() / 10)
            }
            facts.append(
                Fact(name: "on paper", value: sides.joined(separator: " x ") + " mm at \(Wording.short(dpi)) dpi"))
        } else if let (wide, high) = notes.resolution?.micrometers {
            let down = abs(wide / high - 1) < 0.001 ? "" : " across, \(Wording.short(high)) down"
            facts.append(Fact(name: "resolution", value: "\(Wording.short(wide)) micrometres per pixel\(down)"))
        }
        facts += Self.texts(notes, besides: record)
        var groups = [Group(title: "", facts: facts)]
        if let record { groups += Self.groups(of: record, path: path) }
        self.init(path: path, kind: "PNG image", record: record, groups: groups)
    }

    /// Returns what a picture was made from, its settings, and the command that draws it again.
    private static func groups(of record: RenderRecord, path: String) -> [Group] {
        func input(_ name: String, _ input: FileReference?) -> [Fact] {
            guard let input else { return [] }
            return [Fact(name: name, value: Wording.name(input.name))]
                + [input.fingerprint.map { Fact(name: "", value: Wording.name($0)) }].compactMap(\.self)
        }
        let region = record.region.map(String.init).joined(separator: ", ")
        let drawn = record.drawnTiles == record.tiles ? "\(record.tiles)" : "\(record.drawnTiles) of \(record.tiles)"
        let recipe = record.settings
        var settings = [
            Fact(name: "score", value: Wording.name(record.score.name)),
            Fact(name: "normalisation", value: recipe.resolved(for: record.score).normalization?.rawValue ?? ""),
            Fact(
                name: "range",
                value: record.range.map { "\($0) (\(Wording.name(record.rangeOrigin)))" } ?? "none: ranks"),
            Fact(
                name: "colours",
                value: "\(record.drawnLook.words), on \(record.background.rawValue)"),
            Fact(
                name: "tiles",
                value:
                    "\(drawn), \(Wording.short(record.tileSize)) level-0 px, "
                    + "from \(Wording.name(record.tileSizeSource))"),
            Fact(name: "style", value: "\(recipe.style.rawValue), \(recipe.selection.words)"),
            Fact(name: "region", value: "[\(region)] level-0 px"),
        ]
        if let outline = record.outlineWords { settings.append(Fact(name: "outline", value: outline)) }
        if let tool = recipe.compatible { settings.append(Fact(name: "compatible", value: tool.rawValue)) }
        if let precision = record.given.precision {
            settings.append(Fact(name: "precision", value: precision.rawValue))
        }
        settings += Self.answer(of: record.prediction)
        if let ensemble = record.ensemble {
            settings.append(Fact(name: "models", value: Wording.name("\(ensemble.summary(record.prediction))")))
            settings.append(Fact(name: "rank correlation", value: record.rankCorrelation?.words ?? "unknown"))
        }
        if let measures = record.evaluation { settings.append(Fact(name: "verdict", value: measures.sentence)) }
        if let part = record.part {
            settings.append(
                Fact(
                    name: "part",
                    value: "\(record.tiles) of the slide's \(part.slideTiles) tiles, scored on "
                        + (part.scored == .part ? "the part alone" : "the whole slide")))
            settings += Self.answer(of: part.wholeSlide, on: "whole slide")
        }
        settings += record.warnings.map { Fact(name: "warning", value: Wording.line($0)) }
        let models = models(record.ensemble?.models.map(\.file) ?? [record.model].compactMap(\.self))
        let inputs =
            input(record.drawnFrom.rawValue, record.features) + models
            + (record.part?.only ?? []).flatMap { input("only", $0) }
            + (record.part?.without ?? []).flatMap { input("without", $0) }
            + input("coordinates", record.coordinates)
            + input("thumbnail", record.thumbnail) + input("slide", record.wholeSlide)
        let command = RecordedCommand(record, output: FilePath.fileName(of: path)).text
        return [
            Group(title: "made by linmil \(Wording.name(record.version)) from", facts: inputs),
            Group(title: "with these settings", facts: settings),
            Group(
                title: "to draw it again, in the folder of these files",
                facts: [Fact(name: "command", value: Wording.line(command))]),
        ]
    }

    /// Describes a slide that OpenSlide opens.
    init(slide path: String) throws {
        let slide = try WholeSlide(path: path)
        var facts = [Fact(name: "size", value: "\(slide.size) level-0 px")]
        if let resolution = slide.resolution {
            let mpp = resolution.mpp
            let value =
                mpp.x == mpp.y ? Wording.short(mpp.x) : "\(Wording.short(mpp.x)) across, \(Wording.short(mpp.y)) down"
            facts.append(Fact(name: "resolution", value: "\(value) micrometres per pixel, from \(resolution.source)"))
        } else {
            let tags = slide.implausibleMpp.map {
                " (its tags say \(Wording.short($0)) micrometres per pixel, which no slide has)"
            }
            facts.append(
                Fact(
                    name: "resolution",
                    value: "unknown\(tags ?? ""); STAMP's coordinates and a scale bar need --mpp"))
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
}
