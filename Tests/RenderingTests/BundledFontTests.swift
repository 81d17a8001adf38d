import Images
import Testing

@testable import Rendering

/// Where Debian has the fonts that the downloads bring along.
private let folder = "/usr/share/fonts/truetype/dejavu"
private var fonts: BundledFonts? { BundledFonts(folder: folder) }

@Suite(.enabled(if: fonts != nil, "fonts-dejavu-core or libfreetype6 is not installed"))
struct `A figure drawn with the program's own fonts` {
    /// Letters differ by their smoothing and by the pixel grid that librsvg moves them to. Of a page that is mostly white, this
    /// is what the edges of letters make up.
    private static let meanDifference = 2.5

    /// The smaller ones, because they are drawn twice.
    private static var drawings: [(String, Drawing)] {
        get throws { try Samples.drawings.filter { $0.1.size.width * $0.1.size.height < 150_000 } }
    }

    @Test(.enabled(if: (try? Librsvg.shared.get()) != nil, "librsvg2-2 is not installed"))
    func `looks as librsvg draws it`() throws {
        var drawn = 0
        for (name, drawing) in try Self.drawings {
            guard let own = try drawing.raster(with: #require(fonts)) else { continue }
            drawn += 1
            let other = try drawing.raster()
            #expect(own.size == other.size && own.channels == .rgb)
            let differences = zip(own.pixels, other.pixels).map { abs(Double($0) - Double($1)) }
            let mean = differences.reduce(0, +) / Double(differences.count)
            #expect(mean < Self.meanDifference, "\(name): \(mean)")
            // Ink at the same places: no letter is missing, and none is elsewhere.
            for text in drawing.parts.texts {
                let (mine, theirs) = (ink(of: own, in: text.box), ink(of: other, in: text.box))
                #expect(abs(mine - theirs) < 0.2 * theirs, "\(name): \(text.characters): \(mine), \(theirs)")
            }
        }
        #expect(drawn > 5)
    }

    private func ink(of page: Image, in box: Box) -> Double { page.part(box).reduce(0) { $0 + 255 - Double($1) } }

    @Test func `has its pictures' exact pixels, and the same bytes each time`() throws {
        for (_, drawing) in try Self.drawings {
            guard let page = try drawing.raster(with: #require(fonts)) else { continue }
            for picture in drawing.parts.pictures {
                #expect(page.part(picture.box) == picture.image.flattenedOnWhite().pixels)
            }
            #expect(try drawing.raster(with: #require(fonts)) == page)
        }
    }

    @Test(arguments: ["日本語", "שלום", "tumor 👩‍⚕️"])
    func `is not drawn if the fonts cannot set a name`(name: String) throws {
        let drawing = try Figure(header: FigureHeader(slide: name), panels: [], legend: Samples.legend()).drawing()
        #expect(try drawing.raster(with: #require(fonts)) == nil)
    }

    @Test func `has accents, in either form`() throws {
        let fonts = try #require(fonts)
        for name in ["Zürich", "cafe\u{301}", "Łódź №3 − 2×10⁻⁴"] {
            let text = Drawing.Text(
                characters: FigureText(name), lettering: Lettering(size: 12), x: 0, baseline: 12)
            #expect(fonts.canSet(text))
        }
    }

    @Test func `needs fonts beside the program`() {
        #expect(BundledFonts(folder: "/nowhere") == nil)
        // A program that was built from source has none.
        #expect(BundledFonts.beside() == nil)
    }
}

@Suite struct `The coverage of a shape` {
    private func coverage(_ lines: [[SIMD2<Double>]], width: Int = 4, height: Int = 3) -> [Float] {
        var pixels = [Float](repeating: 0, count: width * height)
        Coverage(of: lines, onPageOf: (width, height)).forEach { x, y, coverage in pixels[y * width + x] = coverage }
        return pixels
    }

    private func box(_ x: Double, _ y: Double, _ width: Double, _ height: Double) -> [SIMD2<Double>] {
        [SIMD2(x, y), SIMD2(x + width, y), SIMD2(x + width, y + height), SIMD2(x, y + height)]
    }

    @Test func `is the part of a pixel that a rectangle covers`() {
        #expect(
            coverage([box(0.5, 0.25, 2, 1.5)]) == [0.375, 0.75, 0.375, 0, 0.375, 0.75, 0.375, 0, 0, 0, 0, 0])
    }

    @Test func `is half of the pixels on a diagonal`() {
        #expect(
            coverage([[SIMD2(0, 0), SIMD2(3, 3), SIMD2(0, 3)]], width: 3) == [0.5, 0, 0, 1, 0.5, 0, 1, 1, 0.5])
        let flat = coverage([[SIMD2(0, 0), SIMD2(4, 0), SIMD2(0, 1)]], height: 1)
        for (found, expected) in zip(flat, [Float](arrayLiteral: 0.875, 0.625, 0.375, 0.125)) {
            #expect(abs(found - expected) < 1e-6)
        }
    }

    @Test func `is one where shapes overlap, and none in a hole`() {
        #expect(coverage([box(0, 0, 2, 1), box(1, 0, 2, 1)], height: 1) == [1, 1, 1, 0])
        #expect(coverage([box(0, 0, 3, 3), box(1, 1, 1, 1).reversed()], width: 3) == [1, 1, 1, 1, 0, 1, 1, 1, 1])
    }

    @Test func `ends at the page`() {
        #expect(coverage([box(-5, -5, 7, 6.5)]) == [1, 1, 0, 0, 0.5, 0.5, 0, 0, 0, 0, 0, 0])
        #expect(coverage([box(3, 2, 90, 90)]) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])
        #expect(coverage([box(10, 10, 2, 2)]).allSatisfy { $0 == 0 })
        #expect(coverage([[]]).allSatisfy { $0 == 0 })
    }

    @Test func `of a pen's line is as wide as the pen, with round ends and gaps`() {
        func area(_ pen: Drawing.Pen) -> Float {
            coverage(Stroke([SIMD2(10, 10), SIMD2(50, 10)], pen: pen).outlines, width: 60, height: 20).reduce(0, +)
        }
        #expect(abs(area(Drawing.Pen(width: 4)) - (160 + 4 * .pi)) < 0.5)
        // Dashes of 6 and gaps of 14: two, with a half disc at each end.
        #expect(abs(area(Drawing.Pen(width: 4, dashes: [6, 14])) - (2 * 24 + 2 * 4 * .pi)) < 0.5)
    }
}
