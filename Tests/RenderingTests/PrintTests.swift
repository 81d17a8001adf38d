import Images
import Testing

@testable import Rendering

@Suite struct `A figure for print` {
    @Test func `is as wide as its page and at most as high`() throws {
        for (page, aspect, panels) in Samples.prints {
            let size = try Samples.printed(page, aspect, panels: panels).drawing().size
            #expect(size.width == page.size.width && size.height <= page.size.height, "\(size) of \(page)")
        }
    }

    @Test func `has the largest pictures that fit, in the slide's proportions`() throws {
        for (page, aspect, panels) in Samples.prints {
            var figure = try Samples.printed(page, aspect, panels: panels)
            let size = figure.panels[0].image.size
            let height = Double(size.width * aspect.height) / Double(aspect.width)
            #expect(abs(Double(size.height) - height) <= 0.5)
            // A larger picture would extend beyond the right or the lower edge of the page.
            let larger = size.width + 2
            let image = picture(larger, larger * aspect.height / aspect.width + 1)
            for index in figure.panels.indices { figure.panels[index].image = image }
            let drawing = try figure.drawing()
            let right = drawing.parts.pictures.filter { $0.image == image }.map { $0.x + larger }.max() ?? 0
            #expect(right > page.size.width - 1 || drawing.size.height > page.size.height, "\(size) of \(page)")
        }
    }

    @Test func `has text of seven points, less in a narrow column, more on a poster`() {
        func points(_ width: Double, dpi: Double = 300) -> Double {
            PageStyle(page: PrintPage(width: width, maximumHeight: 200, dotsPerInch: dpi)).body.size / dpi * 72
        }
        #expect(abs(points(88) - 7) < 1e-9 && abs(points(180, dpi: 1200) - 7) < 1e-9)
        #expect((4.9...5).contains(points(45)))
        #expect(points(841) > 30)
    }

    @Test func `states its size in millimetres as SVG`() throws {
        let page = PrintPage(width: 88, maximumHeight: 230, dotsPerInch: 300)
        let figure = try Samples.printed(page, PixelSize(width: 30, height: 20), panels: 1)
        let drawing = try figure.drawing()
        let svg = try drawing.svg()
        let height = (88 * Double(drawing.size.height) / Double(drawing.size.width) * 100).rounded() / 100
        #expect(svg.contains("width=\"88mm\" height=\"\(height)mm\" viewBox=\"0 0 1039 \(drawing.size.height)\""))
        #expect(drawing.svgWithoutPictures.contains("width=\"1039\""), "librsvg draws pixels")
    }

    @Test func `needs room for pictures beside its text`() throws {
        let page = PrintPage(width: 88, maximumHeight: 30, dotsPerInch: 100)
        var figure = Samples.figure(PixelSize(width: 1, height: 1))
        figure.page = page
        let error = try #require(throws: FigureError.self) {
            try figure.pictureSize(on: page, aspect: PixelSize(width: 1, height: 1000))
        }
        #expect(error.description.contains("at most 30 mm") && error.description.contains("allow more height"))
    }
}
