package import Images

/// A page with all its texts, lines, filled shapes and pictures in place, before it is written to a file.
///
/// The vector figure is this page as SVG. The raster figure is drawn from the same SVG, so both look the same. Pictures
/// lie on whole pixels, above everything else.
package struct Drawing: Sendable {
    /// The page's size in pixels.
    package let size: PixelSize
    /// A description of the page for screen readers.
    let title: FigureText
    let summary: FigureText
    let parts: Parts
    /// The paper size, if the page is for print.
    let page: PrintPage?

    /// The most pixels a page may have.
    package static let maximumPixelCount = Image.maximumPixelCount

    /// A line of text.
    struct Text: Sendable {
        var characters: FigureText
        var lettering: Lettering
        /// Whether `x` is the start, the middle or the end of the line.
        var x: Double
        var baseline: Double
        var anchor = Anchor.start
    }

    enum Anchor: String, Sendable { case start, middle, end }

    /// A filled rectangle. Lines are thin rectangles.
    struct Rectangle: Sendable {
        var box: Box
        var color: String
    }

    /// A line through points, or the area that they enclose. Areas and lines lie above rectangles, in their order.
    struct Path: Sendable {
        var points: [SIMD2<Double>]
        var color: String
        /// The pen of a line; nil for an area, which is filled.
        var pen: Pen?
        var opacity = 1.0
    }

    /// How a line is drawn. Its ends and corners are round.
    struct Pen: Sendable {
        var width: Double
        /// The lengths of dashes and gaps in turn; empty for a solid line.
        var dashes: [Double] = []
    }

    /// A picture, drawn in its own pixels.
    struct Picture: Sendable {
        var image: Image
        var x: Int
        var y: Int
        var name: FigureText

        var box: Box {
            Box(x: Double(x), y: Double(y), width: Double(image.width), height: Double(image.height))
        }
    }

    /// Creates a page.
    ///
    /// - Throws: `FigureError.tooLarge`.
    init(
        size: PixelSize, title: FigureText, summary: FigureText, parts: Parts, page: PrintPage? = nil
    ) throws(FigureError) {
        guard let count = size.pixelCount, count <= Self.maximumPixelCount else { throw .tooLarge(size: "\(size)") }
        (self.size, self.title, self.summary, self.parts, self.page) = (size, title, summary, parts, page)
    }

    /// The parts of a page. They can be collected before the page's size is known.
    struct Parts: Sendable {
        var texts: [Text] = []
        var rectangles: [Rectangle] = []
        var paths: [Path] = []
        var pictures: [Picture] = []

        mutating func add(_ other: Parts) {
            texts += other.texts
            rectangles += other.rectangles
            paths += other.paths
            pictures += other.pictures
        }

        /// Adds a picture on white, with a hairline frame around it.
        mutating func frame(_ image: Image, x: Int, y: Int, name: FigureText, line: Double) {
            let picture = Picture(image: image, x: x, y: y, name: name)
            rectangles.append(Rectangle(box: picture.box.grown(by: line), color: "#b3b3b3"))
            rectangles.append(Rectangle(box: picture.box, color: "#ffffff"))
            pictures.append(picture)
        }
    }
}

/// A rectangle on a page, in pixels from the page's upper left corner.
struct Box: Sendable, Equatable {
    var x: Double
    var y: Double
    var width: Double
    var height: Double

    func grown(by margin: Double) -> Box {
        Box(x: x - margin, y: y - margin, width: width + 2 * margin, height: height + 2 * margin)
    }

    func overlaps(_ other: Box) -> Bool {
        x < other.x + other.width && other.x < x + width && y < other.y + other.height && other.y < y + height
    }

    func contains(_ other: Box) -> Bool {
        x <= other.x && y <= other.y && other.x + other.width <= x + width && other.y + other.height <= y + height
    }
}

extension Drawing.Text {
    /// The largest box that the line may take.
    var box: Box {
        let width = lettering.width(characters)
        let left =
            switch anchor {
            case .start: x
            case .middle: x - width / 2
            case .end: x - width
            }
        return Box(
            x: left, y: baseline - lettering.ascent, width: width, height: lettering.ascent + lettering.descent)
    }
}
