import Heatmaps
import Images
import Results

@testable import Rendering

/// Returns a picture with noise that is the same on every run.
func picture(_ width: Int, _ height: Int, channels: Image.Channels = .rgb) -> Image {
    var state: UInt32 = 7
    let pixels = (0..<width * height * channels.rawValue).map { _ in
        state = state &* 1_664_525 &+ 1_013_904_223
        return UInt8(state >> 24)
    }
    return Image(size: PixelSize(width: width, height: height), channels: channels, pixels: pixels)
}

/// Figures of many shapes, with long and strange texts.
enum Samples {
    static let longName =
        "<b>TCGA-A8-A07Z-01Z-00-DX1</b> \u{1}\u{202E} \"quoted\" & 'so' 😀 שלום" + String(repeating: " long", count: 40)

    static func legend(
        _ ticks: Ticks = Ticks(low: -0.8, high: 0.8), of name: String = "tumor", hasEnds: Bool = true,
        notes: [Phrase] = []
    ) -> Figure.Legend {
        Figure.Legend(
            title: Phrase("Evidence for ", name: name), normalization: "robust range −0.8 to 0.8 of the cohort",
            colors: ColorMap.coolwarm.table, ticks: ticks,
            ends: hasEnds ? (Phrase("speaks against ", name: name), Phrase("speaks for ", name: name)) : (nil, nil),
            notes: notes)
    }

    static func figure(_ size: PixelSize, panels: Int = 1, name: String = "tumor-01") -> Figure {
        Figure(
            header: FigureHeader(slide: name, prediction: .init(name: name, probability: 0.93)),
            panels: (0..<panels).map {
                Figure.Panel(title: "Panel \(name) \($0)", image: picture(size.width, size.height))
            },
            legend: legend(of: name, notes: ["Tiles beyond the range have the colour of its end."]),
            micrometresPerPixel: 20)
    }

    /// Pages, proportions of the slide, and numbers of panels.
    static let prints: [(page: PrintPage, aspect: PixelSize, panels: Int)] = [
        PrintPage(width: 45, maximumHeight: 90, dotsPerInch: 72),
        PrintPage(width: 88, maximumHeight: 230, dotsPerInch: 72),
        PrintPage(width: 180, maximumHeight: 60, dotsPerInch: 72),
    ].flatMap { page in
        [(1, 1), (300, 40), (40, 300)].flatMap { width, height in
            [1, 3].map { (page, PixelSize(width: width, height: height), $0) }
        }
    }

    /// Returns a figure for print, with pictures that fit it.
    static func printed(_ page: PrintPage, _ aspect: PixelSize, panels: Int, name: String = "tumor-01") throws -> Figure
    {
        var figure = figure(PixelSize(width: 1, height: 1), panels: panels, name: name)
        figure.page = page
        let size = try figure.pictureSize(on: page, aspect: aspect)
        for index in figure.panels.indices { figure.panels[index].image = picture(size.width, size.height) }
        figure.micrometresPerPixel = figure.micrometresPerPixel.map {
            $0 * Double(aspect.width) / Double(size.width)
        }
        return figure
    }

    static var printedDrawings: [(String, Drawing)] {
        get throws {
            try prints.flatMap { page, aspect, panels in
                try ["tumor-01", longName].map { name in
                    let figure = try printed(page, aspect, panels: panels, name: name)
                    return ("\(panels) of \(aspect) on \(page.width) mm", try figure.drawing())
                }
            }
        }
    }

    static var drawings: [(String, Drawing)] {
        get throws {
            var drawings: [(String, Drawing)] = []
            for (width, height) in [(1, 1), (40, 300), (150, 20), (400, 120)] {
                for panels in [0, 1, 3] {
                    for name in ["tumor-01", longName] {
                        let figure = figure(PixelSize(width: width, height: height), panels: panels, name: name)
                        drawings.append(("\(panels) of \(width) x \(height)", try figure.drawing()))
                    }
                }
            }
            drawings.append(("no words", try Figure(panels: [.init(image: picture(30, 20))]).drawing()))
            drawings.append(("sheet", try sheet(tiles: 7, side: 24).drawing()))
            drawings.append(("sheet of one", try sheet(tiles: 1, side: 100).drawing()))
            return drawings
        }
    }

    static func sheet(tiles: Int, side: Int) -> ContactSheet {
        func someTiles(from first: Int) -> [ContactSheet.Tile] {
            (0..<tiles).map { index in
                let origin = SIMD2<Double>(Double(index) * 512, 123_456)
                let score = 0.9 / Double(first + index)
                return ContactSheet.Tile(
                    image: picture(side, side - index), rank: first + index, score: score, origin: origin)
            }
        }
        let sections = [
            ContactSheet.Section(title: "Strongest", tiles: someTiles(from: 1)),
            ContactSheet.Section(title: "Weakest", tiles: someTiles(from: 1000)),
        ]
        return ContactSheet(
            header: FigureHeader(slide: longName), sections: sections, notes: ["Coordinates are level-0 pixels."],
            columns: 4)
    }
}
