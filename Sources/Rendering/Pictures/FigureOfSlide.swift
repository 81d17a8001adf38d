internal import Heatmaps
internal import Images
internal import LinMIL
internal import Results

/// A slide's heatmap as a figure: with the score's name and numbers, the slide and the prediction.
struct FigureOfSlide {
    private let heatmap: RenderedHeatmap
    private let result: SlideResult
    private let settings: RenderSettings
    private let format: PictureFormat
    private let hasLegend: Bool
    /// The canvas at the size that its pictures have in the figure.
    private(set) var canvas: Canvas
    /// The size of the picture before it was resized.
    private let pictureSize: PixelSize

    /// A placeholder for pictures that are not drawn yet.
    fileprivate static let dot = Image(
        size: PixelSize(width: 1, height: 1), channels: .rgb, pixels: [255, 255, 255])

    /// Lays out a figure, and fits its pictures to the printed page if there is one, or panels to their usual size.
    ///
    /// - Throws: `FigureError` if the page has no room for its pictures.
    init(
        _ heatmap: RenderedHeatmap, _ result: SlideResult, _ canvas: Canvas, _ settings: RenderSettings
    ) throws(FigureError) {
        let format = canvas.format
        (self.heatmap, self.result, self.canvas, self.settings) = (heatmap, result, canvas, settings)
        (self.format, pictureSize) = (format, canvas.background.size)
        hasLegend = settings.legend || settings.page != nil || format.isPage
        let draft = figure(pictures: panelTitles.map { _ in Self.dot })
        guard let page = settings.page else {
            guard settings.panels, settings.maxSide == nil else { return }
            let size = draft.pictureSize(longestSide: RenderSettings.usualPanelsSide, largest: pictureSize)
            if size != pictureSize { self.canvas = canvas.resized(to: size) }
            return
        }
        self.canvas = canvas.resized(to: try draft.pictureSize(on: page, aspect: canvas.background.size))
    }

    /// A warning if the thumbnail has less than half of the pixels that the page needs; else nil.
    var coarseness: RenderWarning? {
        guard let page = settings.page, case .thumbnail = canvas.background else { return nil }
        let found = page.dotsPerInch * Double(pictureSize.width) / Double(canvas.background.size.width)
        guard found < page.dotsPerInch / 2 else { return nil }
        return .coarsePicture(found: found.rounded(), expected: page.dotsPerInch)
    }

    /// A warning if nothing tells how long a scale bar is; else nil.
    var scalelessness: RenderWarning? { hasLegend && result.mpp == nil ? .noScaleBar : nil }

    /// Writes the figure with its record.
    func write(to path: String, record: RenderRecord) throws {
        let resolution = settings.page.map { page in
            PictureResolution(micrometersWide: 25_400 / page.dotsPerInch, high: 25_400 / page.dotsPerInch)
        }
        try figure(pictures: pictures()).drawing().write(
            to: path, as: format, notes: record.notes(resolution: resolution ?? canvas.resolution(mpp: result.mpp)),
            record: record.json())
    }

    /// Draws the figure into memory.
    func drawn() throws -> Image { try figure(pictures: pictures()).drawing().raster() }

    private func figure(pictures: [Image]) -> Figure {
        Figure(
            header: hasLegend && settings.header ? FigureHeader(result, name: settings.name) : nil,
            panels: zip(panelTitles, pictures).map { Figure.Panel(title: $0, image: $1) },
            legend: hasLegend ? SlideLegend(heatmap, result, canvas, settings).legend : nil,
            micrometresPerPixel: hasLegend ? canvas.micrometresPerPixel(mpp: result.mpp) : nil, page: settings.page)
    }

    /// The titles of the pictures. A single picture needs no title.
    private var panelTitles: [String?] {
        guard settings.panels else { return [nil] }
        let overlay = heatmap.outline == nil ? "Overlay" : "Outline"
        guard case .thumbnail = canvas.background else { return [overlay, "Map"] }
        return ["Slide", overlay, "Map"]
    }

    private func pictures() throws -> [Image] {
        let overlay = try heatmap.drawn(over: canvas.background)
        guard settings.panels else { return [overlay] }
        let map = try heatmap.drawn(over: .white(canvas.background.size), alpha: 1)
        guard case .thumbnail(let image) = canvas.background else { return [overlay, map] }
        return [image.flattenedOnWhite(), overlay, map]
    }
}

extension FigureHeader {
    /// Creates the header of a result's slide.
    init(_ result: SlideResult, name: String?) {
        let slide = (name ?? result.slide) + (result.part == nil ? "" : ", part of the slide")
        self.init(slide: slide, prediction: result.prediction.map { Prediction($0.answer) })
    }
}

extension FigureHeader.Prediction {
    fileprivate init(_ answer: LinMIL.Prediction.Answer) {
        switch answer {
        case .predicted(let name, let probability): self.init(name: name, probability: Double(probability))
        case .value(let value): self.init(value: Double(value))
        case .sigmoid(let name, let probability): self.init(sigmoidOf: name, probability: Double(probability))
        }
    }
}

extension Figure {
    /// Draws a tiny figure, so that a missing library or font is reported before anything is computed.
    ///
    /// - Throws: `FigureError` if text cannot be drawn.
    package static func requireEngine(for format: PictureFormat) throws(FigureError) {
        guard format != .svg else { return }
        let drawing = try Figure(header: FigureHeader(slide: "slide"), panels: [Panel(image: FigureOfSlide.dot)])
            .drawing()
        _ = format == .pdf ? try drawing.pdf(record: "").isEmpty : try drawing.raster().pixels.isEmpty
    }
}
