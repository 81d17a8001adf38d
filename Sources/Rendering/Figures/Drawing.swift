package import Images

/// A page of text, filled rectangles and pictures, with everything in its place: what a figure is before it is written.
///
/// The vector figure is this page as SVG; the raster one is the same SVG drawn, so that the two cannot differ. Pictures
/// lie on whole pixels and over all else.
package struct Drawing: Sendable {
    /// The page's size in pixels.
    package let size: PixelSize
    /// What the page shows, for people who hear it.
    let title: FigureText
    let summary: FigureText
    let parts: Parts
    /// What it is printed on, if that is known.
    let page: PrintPage?

    /// The most pixels a page may have.
    package static let maximumPixelCount = Image.maximumPixelCount

    /// A line of text.
    struct Text: Sendable {
        var characters: FigureText
        var lettering: Lettering
        /// Where the line starts, is in the middle, or ends.
        var x: Double
        var baseline: Double
        var anchor = Anchor.start
    }

    enum Anchor: String, Sendable { case start, middle, end }

    /// A filled rectangle; lines are thin ones.
    struct Rectangle: Sendable {
        var box: Box
        var color: String
    }

    /// A picture in its own pixels.
    struct Picture: Sendable {
        var image: Image
        var x: Int
        var y: Int
        var name: FigureText

        var box: Box {
            Box(x: Double(x), y: Double(y), width: Double(image.width), height: Double(image.height))
        }
    }

    /// Makes a page.
    ///
    /// - Throws: `FigureError.tooLarge`.
    init(
        size: PixelSize, title: FigureText, summary: FigureText, parts: Parts, page: PrintPage? = nil
    ) throws(FigureError) {
        guard let count = size.pixelCount, count <= Self.maximumPixelCount else { throw .tooLarge(size: "\(size)") }
        (self.size, self.title, self.summary, self.parts, self.page) = (size, title, summary, parts, page)
    }

    /// What is on a page; it can be put together before the page's size is known.
    struct Parts: Sendable {
        var texts: [Text] = []
        var rectangles: [Rectangle] = []
        var pictures: [Picture] = []

        mutating func add(_ other: Parts) {
            texts += other.texts
            rectangles += other.rectangles
            pictures += other.pictures
        }

        /// Adds a picture on white, in a hairline frame that lies outside of it.
        mutating func frame(_ image: Image, x: Int, y: Int, name: FigureText, line: Double) {
            let picture = Picture(image: image, x: x, y: y, name: name)
            rectangles.append(Rectangle(box: picture.box.grown(by: line), color: "#b3b3b3"))
            rectangles.append(Rectangle(box: picture.box, color: "#ffffff"))
            pictures.append(picture)
        }
    }
}

/// A rectangle of a page, in pixels from its upper left corner.
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
    /// The room that the line takes at most.
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
