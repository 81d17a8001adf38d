internal import Slides
internal import ArgumentParser
internal import Files
internal import Rendering
internal import Reports
internal import Results

/// Figures for print of a cohort's slides, drawn from their scores with the settings of their overlays.
struct CohortFigures {
    private let results: CohortResults
    private let slides: ReportSlides
    private let figure: FigureOptions
    private let print: PrintOptions
    private let quiet: Bool
    /// The slides' file names, and the paths of their figures.
    private let targets: [(file: String, path: String)]

    /// Chooses the slides and the paths of their figures.
    init(
        of results: CohortResults, slides: ReportSlides, figure: FigureOptions, print: PrintOptions, output: String?,
        quiet: Bool
    ) throws {
        self.slides = slides
        (self.results, self.figure, self.print, self.quiet) = (results, figure, print, quiet)
        let files = try Self.chosen(figure.only, of: results)
        if let output, let format = PictureFormat(path: output), PictureFormat.ofFigures.contains(format) {
            guard let file = files.first, files.count == 1 else {
                throw FigureRunError.severalSlides(path: output, count: files.count)
            }
            guard format == .svg || !figure.svg else {
                throw FigureRunError.wrongEnding(path: output)
            }
            targets = [(file, output)]
        } else {
            let folder = output ?? FilePath.joined(results.layout.path, "figures")
            if [".tif", ".tiff", ".eps", ".gif", ".html"].contains(PictureFormat.split(folder).ending.lowercased()) {
                throw FigureRunError.otherKind(path: folder)
            }
            try CohortFolder.make(folder)
            let kind = figure.svg ? "svg" : "png"
            targets = files.map { ($0, FilePath.joined(folder, "\($0).\(kind)")) }
        }
    }

    /// Draws one figure after the other. A figure that fails does not stop the others.
    func write() throws {
        let failed = Attempt.forEach(targets) { file, path in
            for picture in try draw(file, to: path) where !quiet {
                Terminal.warn(picture.record.warnings)
                Terminal.say(picture.path)
            }
        } failure: { target, error in
            Terminal.say(
                Wording.line("\(results.layout.path): \(target.file): \(Advice.sentence(for: error, in: .report))"))
        }
        guard failed == 0 else {
            throw FigureRunError.failures(path: results.layout.path, count: failed, total: targets.count)
        }
    }

    /// Draws a slide's figure, or one for each of several scores.
    private func draw(_ file: String, to path: String) throws -> [SlideRun.Picture] {
        let record = results.read(file)
        guard let picture = record.picture, let names = record.result?.names, record.status == .done else {
            throw MissingFigure(
                reason: record.reason ?? "its overlay is not drawn yet; run 'linmil cohort' again to draw it")
        }
        var sources = SlideSources(features: results.layout.scores(file))
        sources.thumbnail = try thumbnail(of: record)
        sources.wholeSlide = try slides.open(record)?.path
        sources.mpp = picture.mpp
        sources.scores = .all
        let settings = try record.pictures.map { try self.settings(like: $0.settings, record) }
        let run = SlideRun(
            sources: sources, settings: settings[0],
            settingsOfScores: Dictionary(zip(names, settings)) { first, _ in first }, threads: nil)
        return try run.draw(to: PicturePath(path), with: ModelCache(), for: .report, warn: { _ in }).pictures
    }

    /// Returns the settings of a figure that has the colours of an overlay.
    private func settings(like drawn: RenderSettings, _ record: SlideRecord) throws -> RenderSettings {
        var settings = RenderSettings()
        (settings.normalization, settings.range) = (drawn.normalization, drawn.range)
        (settings.colorMap, settings.alpha, settings.style) = (drawn.colorMap, drawn.alpha, drawn.style)
        (settings.selection, settings.outline) = (drawn.selection, drawn.outline)
        (settings.compatible, settings.ground) = (drawn.compatible, drawn.ground)
        (settings.panels, settings.header, settings.name) = (figure.panels, print.header, record.slide)
        settings.page = print.page(standardWidth: figure.panels ? 180 : 88)
        try settings.validate()
        return settings
    }

    /// Returns the thumbnail's path; nil if the overlay was drawn without one.
    ///
    /// - Throws: `ReportSlides.Changed` if the file is not the one that the overlay was drawn on.
    private func thumbnail(of record: SlideRecord) throws -> String? {
        guard let recorded = record.picture?.thumbnail else { return nil }
        let path = results.located(record.pictureInputs.first?.path ?? recorded.name)
        guard try Fingerprint(of: path).text() == recorded.fingerprint else {
            throw ReportSlides.Changed(kind: "thumbnail", path: path)
        }
        return path
    }

    private static func chosen(_ names: [String], of results: CohortResults) throws -> [String] {
        guard !names.isEmpty else {
            let files = results.files.filter { results.read($0).status != .failed }
            if files.isEmpty { throw FigureRunError.noSlides(path: results.layout.path) }
            return files
        }
        return try names.map { name in
            let all = results.files + results.leftOut
            guard let file = all.first(where: { $0 == name || results.read($0).slide == name }) else {
                let known = results.files.prefix(5).map { Wording.name(results.read($0).slide) }
                let more = results.files.count > 5 ? ", ..." : ""
                throw FigureRunError.noSuchSlide(
                    path: results.layout.path, name: name, known: known.joined(separator: ", ") + more)
            }
            return file
        }
    }
}

/// Why a slide has no figure.
private struct MissingFigure: Error, CustomStringConvertible {
    let reason: String
    var description: String { reason }
}

/// Why some or all figures cannot be drawn.
private enum FigureRunError: Error, CustomStringConvertible {
    case noSlides(path: String)
    case noSuchSlide(path: String, name: String, known: String)
    case severalSlides(path: String, count: Int)
    case wrongEnding(path: String)
    case otherKind(path: String)
    case failures(path: String, count: Int, total: Int)

    var description: String {
        switch self {
        case .noSlides(let path):
            "\(path): all slides failed, expected at least one to draw; cohort.csv gives the reasons"
        case .noSuchSlide(let path, let name, let known):
            "\(path): has no slide called '\(Wording.name(name))', expected one of \(known); name one of those"
        case .severalSlides(let path, let count):
            "\(path): names one figure, but there are \(count) slides; give a folder, or choose one slide with --only"
        case .wrongEnding(let path): "\(path): does not end in .svg; give a name that does, or leave out --svg"
        case .otherKind(let path):
            "\(path): figures are PNG, JPEG, SVG or PDF; give a .png, .jpg, .svg or .pdf file, or a folder"
        case .failures(let path, let count, let total):
            "\(path): \(count) of \(total) figures could not be drawn, for the reasons above; the others are complete"
        }
    }
}
