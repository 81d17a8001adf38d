import Images
import Testing

@testable import Rendering

/// How large the pictures of a figure are if nobody says it.
@Suite struct `Panels that are not for print` {
    private static func size(_ size: PixelSize, panels: Int) -> (pictures: PixelSize, longest: Int) {
        let dot = Image(size: PixelSize(width: 1, height: 1), channels: .rgb, pixels: [0, 0, 0])
        let figure = Figure(
            header: FigureHeader(slide: "a"), panels: (0..<panels).map { _ in Figure.Panel(title: "Map", image: dot) },
            micrometresPerPixel: 0.5)
        let pictures = figure.pictureSize(longestSide: 4000, largest: size)
        var drawn = figure
        drawn.micrometresPerPixel = 0.5 * Double(size.width) / Double(pictures.width)
        let layout = FigureLayout(drawn, pictures: (0..<panels).map { _ in pictures })
        return (pictures, max(layout.width, layout.height()))
    }

    @Test(arguments: [
        (PixelSize(width: 20_000, height: 12_000), 3), (PixelSize(width: 12_000, height: 60_000), 3),
        (PixelSize(width: 2000, height: 1000), 2), (PixelSize(width: 100_000, height: 7), 3),
        (PixelSize(width: 3, height: 90_000), 2),
    ]) func `fill their limit, in their own proportions`(size: PixelSize, panels: Int) {
        let (pictures, longest) = Self.size(size, panels: panels)
        #expect(longest <= 4000 && longest > 3800)
        #expect(pictures == size.fitted(toLongestSide: max(pictures.width, pictures.height)))
    }

    @Test func `are as large as the thumbnail if that is small`() {
        let size = PixelSize(width: 1150, height: 600)
        #expect(Self.size(size, panels: 3).pictures == size)
    }

    @Test func `show a tile in a frame that changes no pixel of it`() {
        let grey = Image(
            size: PixelSize(width: 8, height: 6), channels: .rgb, pixels: [UInt8](repeating: 99, count: 8 * 6 * 3))
        let framed = grey.framed(columns: 3..<5, rows: 2..<9)
        func row(_ y: Int) -> [UInt8] { (0..<8).map { framed.pixels[(y * 8 + $0) * 3 + 1] } }
        #expect(row(0) == [99, 0, 0, 0, 0, 0, 0, 99])
        #expect(row(1) == [99, 0, 255, 255, 255, 255, 0, 99])
        #expect(row(2) == [99, 0, 255, 99, 99, 255, 0, 99] && row(5) == row(2))
        // A tile that lies outside has no frame inside.
        #expect(grey.framed(columns: -9..<(-5), rows: 20..<25) == grey)
    }
}
