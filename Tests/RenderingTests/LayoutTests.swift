import Images
import Testing

@testable import Rendering

@Suite struct `The layout of figures` {
    @Test func `has all texts on the page, and none over another text or a picture`() throws {
        for (name, drawing) in try Samples.drawings + Samples.printedDrawings {
            let page = Box(x: 0, y: 0, width: Double(drawing.size.width), height: Double(drawing.size.height))
            let texts = drawing.parts.texts.filter { !$0.characters.characters.isEmpty }
            for (index, text) in texts.enumerated() {
                #expect(page.contains(text.box), "\(name): \(text.characters) at \(text.box) of \(page)")
                for other in texts[..<index] {
                    #expect(!text.box.overlaps(other.box), "\(name): \(text.characters) and \(other.characters)")
                }
                for picture in drawing.parts.pictures {
                    #expect(!text.box.overlaps(picture.box), "\(name): \(text.characters) over a picture")
                }
            }
            for (index, picture) in drawing.parts.pictures.enumerated() {
                #expect(page.contains(picture.box))
                #expect(!drawing.parts.pictures[..<index].contains { $0.box.overlaps(picture.box) })
            }
            #expect(drawing.parts.rectangles.allSatisfy { page.contains($0.box) }, "\(name)")
        }
    }

    @Test(arguments: LabelRanges.all)
    func `has no overlapping labels, whatever the range`(low: Double, high: Double) throws {
        let legend = Samples.legend(Ticks(low: low, high: high))
        let drawing = try Figure(panels: [.init(image: picture(20, 20))], legend: legend).drawing()
        for (index, text) in drawing.parts.texts.enumerated() {
            #expect(!drawing.parts.texts[..<index].contains { $0.box.overlaps(text.box) })
        }
    }

    @Test func `grows with the picture`() throws {
        func size(_ width: Int) throws -> Double {
            let image = Image(
                size: PixelSize(width: width, height: 2), channels: .rgb,
                pixels: [UInt8](repeating: 0, count: 6 * width))
            let figure = Figure(header: FigureHeader(slide: "slide"), panels: [.init(image: image)])
            return try #require(figure.drawing().parts.texts.first).lettering.size
        }
        #expect(try size(2000) > 4 * size(400))
        #expect(try size(1) == size(400))
    }

    @Test func `has a scale bar only if it is right for every panel`() throws {
        var figure = Samples.figure(PixelSize(width: 200, height: 20), panels: 2)
        func hasBar() throws -> Bool {
            try figure.drawing().parts.texts.contains { $0.characters.characters == "1 mm" }
        }
        #expect(try hasBar())
        figure.panels[1].image = picture(100, 10)
        #expect(try !hasBar())
        figure.panels[1].image = picture(200, 20)
        figure.micrometresPerPixel = nil
        #expect(try !hasBar())
    }

    @Test func `letters the panels only if there are several`() throws {
        func letters(_ panels: Int) throws -> [String] {
            try Samples.figure(PixelSize(width: 10, height: 10), panels: panels).drawing().parts.texts
                .map(\.characters.characters).filter { $0.count == 1 && $0 != "0" }
        }
        #expect(try letters(1) == [])
        #expect(try letters(3) == ["a", "b", "c"])
    }

    @Test func `refuses a page that is too large, in one sentence`() throws {
        let image = Image(
            size: PixelSize(width: 1 << 20, height: 1), channels: .rgb,
            pixels: [UInt8](repeating: 0, count: 3 << 20))
        let error = try #require(throws: FigureError.self) {
            try Figure(panels: [.init(image: image)], legend: Samples.legend()).drawing()
        }
        #expect(error.description.contains("expected at most 268435456"))
        #expect(!error.description.contains("\n"))
    }
}

/// Ranges whose labels are short, long and very long.
enum LabelRanges {
    static let all: [(Double, Double)] = [
        (0, 1), (-0.8, 0.8), (-0.83, 0.83), (1e8, 1e8 * (1 + 1e-9)), (-1e-9, 1e-9), (-0.01, 1), (-1, 0.03), (3, 3),
        (-123_456, 99_999), (.nan, 0),
    ]
}
