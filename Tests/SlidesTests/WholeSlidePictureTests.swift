import Images
import Testing

@testable import Slides

@Suite(.enabled(if: Fixtures.hasOpenSlide, Fixtures.noOpenSlide))
struct `Pictures of whole slides` {
    /// A picture of a part of a slide that openslide-python and Pillow made. See make_slides.py.
    struct Part: CustomTestStringConvertible {
        let slide: String
        let name: String
        /// x, y, width, height in level-0 pixels
        let region: SlideRegion
        let size: PixelSize
        var testDescription: String { "\(slide), \(name)" }

        init(_ slide: String, _ name: String, _ region: [Int], _ width: Int, _ height: Int) {
            self.slide = slide
            self.name = name
            self.region = SlideRegion(x: region[0], y: region[1], width: region[2], height: region[3])
            self.size = PixelSize(width: width, height: height)
        }

        func expected() throws -> Image {
            let stem = slide.prefix { $0 != "." }
            return try Image(contentsOf: Fixtures.slide("\(stem)-\(name).png"))
        }
    }

    static let asStored = [
        Part("generic.tif", "whole", [0, 0, 402, 301], 402, 301),
        Part("generic.tif", "level1", [0, 0, 402, 301], 100, 75),
        Part("generic.tif", "corner", [300, 201, 102, 100], 102, 100),
        Part("aperio.svs", "whole", [0, 0, 384, 256], 384, 256),
        Part("aperio.svs", "level1", [0, 0, 384, 256], 96, 64),
        Part("aperio.svs", "part", [64, 32, 160, 120], 40, 30),
        Part("leica.scn", "scanned", [120, 60, 320, 192], 80, 48),
        Part("leica.scn", "edge", [100, 40, 90, 70], 90, 70),
    ]

    static let shrunk = [
        Part("generic.tif", "shrunk", [0, 0, 402, 301], 57, 43),
        Part("generic.tif", "finer", [0, 0, 402, 301], 131, 98),
        Part("generic.tif", "dot", [0, 0, 402, 301], 1, 1),
        Part("aperio.svs", "shrunk", [0, 0, 384, 256], 50, 33),
        Part("leica.scn", "all", [0, 0, 800, 480], 64, 38),
        Part("leica.scn", "shrunk", [120, 60, 320, 192], 33, 20),
    ]

    private func difference(_ part: Part) throws -> Int? {
        let picture = try WholeSlide(path: Fixtures.slide(part.slide)).picture(of: part.region, size: part.size)
        let expected = try part.expected()
        #expect(picture.size == expected.size && picture.channels == .rgb)
        return zip(picture.pixels, expected.pixels).map { abs(Int($0) - Int($1)) }.max()
    }

    @Test(arguments: asStored)
    func `a level's own pixels equal openslide-python's, on white`(part: Part) throws {
        #expect(try difference(part) == 0)
    }

    @Test(arguments: shrunk)
    func `another size averages the next finer level, like Pillow's box filter`(part: Part) throws {
        #expect(try difference(part) ?? 255 <= 1, "Pillow rounds between its two passes")
    }

    @Test(arguments: [(150, 70), (37, 25), (3, 2), (1, 1), (500, 9)])
    func `a picture read in small blocks by several threads equals the resized level`(width: Int, height: Int) throws {
        let slide = try WholeSlide(path: Fixtures.slide("aperio.svs"))
        let size = PixelSize(width: width, height: height)
        let isFine = width > 96 || height > 64
        let level = try slide.picture(
            of: slide.region, size: isFine ? PixelSize(width: 384, height: 256) : PixelSize(width: 96, height: 64))
        for (threads, blockSide) in [(1, 17), (4, 17), (2, 64), (3, 1000)] {
            let picture = try slide.picture(of: slide.region, size: size, threads: threads, blockSide: blockSide)
            #expect(picture == level.resized(to: size))
        }
    }

    /// Level 1 is 4.01667 times smaller, so only every 60th of its pixels starts at a level-0 pixel.
    @Test func `blocks start where a level's pixel does`() throws {
        let slide = try WholeSlide(path: Fixtures.slide("generic.tif"))
        let size = PixelSize(width: 50, height: 37)
        let whole = try slide.picture(of: slide.region, size: size)
        #expect(try slide.picture(of: slide.region, size: size, threads: 2, blockSide: 40) == whole)
    }

    @Test func `blocks that cannot start there differ by a mix of neighbours`() throws {
        let slide = try WholeSlide(path: Fixtures.slide("generic.tif"))
        let size = PixelSize(width: 50, height: 37)
        let whole = try slide.picture(of: slide.region, size: size)
        let blocks = try slide.picture(of: slide.region, size: size, threads: 2, blockSide: 10)
        let differences = zip(whole.pixels, blocks.pixels).map { abs(Int($0) - Int($1)) }
        let mean = Double(differences.reduce(0, +)) / Double(differences.count)
        // They are off by at most an eighth of a level-1 pixel, and neighbouring pixels differ by about 20 levels.
        #expect(mean < 2.5)
    }

    @Test(arguments: [
        (100, 7, 1.0, 16), (7, 100, 1, 16), (9, 9, 4.0003, 1), (5000, 1, 4.0003, 64), (5000, 400, 4.3, 64),
    ])
    func `blocks cover an axis once, and their reads cover the blocks`(
        source: Int, target: Int, downsample: Double, side: Int
    ) {
        let windows = BoxFilter.windows(from: source, to: target)
        let blocks = AxisBlock.blocks(of: windows, downsample: downsample, side: side)
        #expect(blocks.flatMap(\.targets) == Array(0..<target))
        for block in blocks {
            let read = block.pieces.flatMap { $0 }
            #expect(read == Array(read[0]..<read[0] + read.count))
            #expect(block.targets.allSatisfy { windows[$0].allSatisfy(read.contains) })
            #expect(block.pieces.allSatisfy { $0.count <= 2 * max(1, side) })
            #expect(block.targets.count <= side)
        }
    }

    @Test func `pixels are repeated if a picture is finer than the slide`() throws {
        let slide = try WholeSlide(path: Fixtures.slide("aperio.svs"))
        let region = SlideRegion(x: 10, y: 20, width: 3, height: 2)
        let small = try slide.picture(of: region, size: PixelSize(width: 3, height: 2))
        let large = try slide.picture(of: region, size: PixelSize(width: 30, height: 20))
        #expect(large == small.resized(to: large.size))
    }

    @Test func `colours above their opacity become white and do not crash`() {
        var sums = BoxSums(columns: [0..<1], rows: [0..<1])
        sums.add([0x80FF_0080], x: 0..<1, y: 0..<1)
        #expect(sums.means == [255, 127, 255])
    }
}
