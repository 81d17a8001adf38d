internal import Heatmaps
internal import Images
internal import Reports
internal import Slides

/// A slide's heatmap with what a reader must know of it: the score's name and numbers, the slide, the prediction.
struct FigureOfSlide {
    private let heatmap: RenderedHeatmap
    private let scores: DrawnScores
    private let mpp: Double?
    private let options: RenderCommand
    private let hasLegend: Bool
    /// What the pictures show, at the size that they have in the figure.
    private(set) var layer: Layer
    /// The size of the picture that was read.
    private let pictureSize: PixelSize

    /// In the place of pictures that are not drawn yet.
    private static let dot = Image(
        size: PixelSize(width: 1, height: 1), channels: .rgb, pixels: [255, 255, 255])

    /// Gathers a figure, and fits its pictures to the page that it is printed on.
    init(
        _ heatmap: RenderedHeatmap, _ scores: DrawnScores, _ tiles: TileGrid, _ layer: Layer, options: RenderCommand,
        path: String
    ) throws {
        (self.heatmap, self.scores, self.layer, self.options) = (heatmap, scores, layer, options)
        (mpp, pictureSize) = (tiles.mpp, layer.background.size)
        hasLegend = options.picture.legend || options.print.page != nil || path.hasSuffix(".svg")
        guard let page = options.print.page else { return }
        do {
            let draft = figure(pictures: panelTitles.map { _ in Self.dot })
            self.layer = layer.resized(to: try draft.pictureSize(on: page, aspect: layer.background.size))
        } catch {
            throw RenderError.noFigure(path: path, error)
        }
    }

    /// What to say of a thumbnail that has less than half of the pixels that are asked for.
    func warning(at path: String) -> RenderWarning? {
        guard let page = options.print.page, case .thumbnail = layer.background else { return nil }
        let found = page.dotsPerInch * Double(pictureSize.width) / Double(layer.background.size.width)
        guard found < page.dotsPerInch / 2 else { return nil }
        return .coarsePicture(path: path, dotsPerInch: found, expected: page.dotsPerInch)
    }

    /// Whether the options ask for a figure, and not for the heatmap alone.
    static func isWanted(_ options: RenderCommand, path: String) -> Bool {
        options.picture.legend || options.picture.panels || options.print.page != nil || path.hasSuffix(".svg")
    }

    /// Draws a figure of nothing, so that a missing library or font is found before anything is computed.
    static func requireEngine(path: String) throws {
        guard !path.hasSuffix(".svg") else { return }
        do throws(FigureError) {
            _ = try Figure(header: FigureHeader(slide: "slide"), panels: [Figure.Panel(image: dot)])
                .drawing().raster()
        } catch {
            throw RenderError.noFigure(path: path, error)
        }
    }

    /// Writes the figure as a PNG file with its record, or as SVG where the file is called so.
    func write(to path: String, record: RenderRecord) throws {
        do {
            let drawing = try figure(pictures: pictures()).drawing()
            if path.hasSuffix(".svg") { return try drawing.writeSVG(to: path, record: SVGRecord(record)) }
            let resolution = options.print.page.map { page in
                PNGResolution(micrometersWide: 25_400 / page.dotsPerInch, high: 25_400 / page.dotsPerInch)
            }
            try drawing.raster().writePNG(
                to: path, notes: record.notes(resolution: resolution ?? layer.resolution(mpp: mpp)))
        } catch let error as FigureError {
            throw RenderError.noFigure(path: path, error)
        }
    }

    private func figure(pictures: [Image]) -> Figure {
        Figure(
            header: hasLegend && options.print.header ? scores.header : nil,
            panels: zip(panelTitles, pictures).map { Figure.Panel(title: $0, image: $1) },
            legend: hasLegend ? SlideLegend(heatmap, scores, layer, options).legend : nil,
            micrometresPerPixel: hasLegend ? layer.micrometresPerPixel(mpp: mpp) : nil, page: options.print.page)
    }

    /// What each picture is called; a single one needs no title.
    private var panelTitles: [String?] {
        guard options.picture.panels else { return [nil] }
        let overlay = heatmap.outline == nil ? "Overlay" : "Outline"
        guard case .thumbnail = layer.background else { return [overlay, "Map"] }
        return ["Slide", overlay, "Map"]
    }

    private func pictures() throws -> [Image] {
        let overlay = try heatmap.drawn(over: layer.background)
        guard options.picture.panels else { return [overlay] }
        let map = try heatmap.drawn(over: .white(layer.background.size), alpha: 1)
        guard case .thumbnail(let image) = layer.background else { return [overlay, map] }
        return [image.flattenedOnWhite(), overlay, map]
    }
}
