package import Images

/// The room that a figure is printed in, and how finely.
public struct PrintPage: Sendable, Equatable {
    /// In millimetres; a figure is as wide as its page.
    public let width: Double
    /// In millimetres; a figure is as high as it needs to be, and at most this.
    public let maximumHeight: Double
    public let dotsPerInch: Double

    /// The widths and heights that are sensible: from what our text needs to a large poster.
    public static let widths = 45.0...1200
    public static let heights = 30.0...1200
    public static let resolutions = 72.0...2400

    /// Gathers a page.
    public init(width: Double, maximumHeight: Double, dotsPerInch: Double) {
        precondition(
            Self.widths.contains(width) && Self.heights.contains(maximumHeight)
                && Self.resolutions.contains(dotsPerInch), "no page has \(width) mm at \(dotsPerInch) dpi")
        (self.width, self.maximumHeight, self.dotsPerInch) = (width, maximumHeight, dotsPerInch)
    }

    /// In pixels.
    package var size: PixelSize {
        PixelSize(width: Int(pixels(width).rounded()), height: Int(pixels(maximumHeight)))
    }

    /// The length of so many pixels in millimetres.
    package func millimetres(_ pixels: Int) -> Double { Double(pixels) / dotsPerInch * 25.4 }

    private func pixels(_ millimetres: Double) -> Double { millimetres / 25.4 * dotsPerInch }

    /// The size of text in pixels: 7 points, which journals ask for, smaller where the page is narrower than 26 letters of
    /// that size, and in proportion where it is wider than a printed page, for then it is a poster.
    var em: Double {
        let points = width / 25.4 * 72
        return max(min(7, points / 26), points / 73) / 72 * dotsPerInch
    }
}

extension Figure {
    /// The size of pictures with which the figure fills its page: as wide as that, or as its height leaves room for.
    ///
    /// The figure's own pictures only tell how many there are.
    ///
    /// - Parameter aspect: a size of the same proportions, in which a pixel is as wide as `micrometresPerPixel` says.
    /// - Throws: `FigureError.pageTooLow` where there is room for the text alone, `tooLarge`.
    package func pictureSize(on page: PrintPage, aspect: PixelSize) throws(FigureError) -> PixelSize {
        let style = PageStyle(page: page)
        let count = max(1, panels.count)
        let room = page.size.width - 2 * style.margin - (count - 1) * style.pixels(1.2)
        // Below the pictures or beside them: the legend goes where it leaves more of the page to them.
        let sizes = [room, room - FigureLayout.keyWidth(style)].map { room in
            pictureSize(on: page, aspect: aspect, width: room / count)
        }
        guard let size = sizes.max(by: { $0.width < $1.width }), size.width >= style.pixels(1) else {
            throw .pageTooLow(height: page.maximumHeight)
        }
        // Known before anybody draws a picture of that size.
        let whole = PixelSize(width: page.size.width, height: height(pictures: size, aspect: aspect))
        guard let count = whole.pixelCount, count <= Drawing.maximumPixelCount else {
            throw .tooLarge(size: "\(whole)")
        }
        return size
    }

    /// The largest size of at most some width with which the figure is not too high; of no width where there is none.
    private func pictureSize(on page: PrintPage, aspect: PixelSize, width room: Int) -> PixelSize {
        let proportion = Double(aspect.height) / Double(aspect.width)
        var width = room
        while width > 0 {
            let size = PixelSize(width: width, height: max(1, Int((Double(width) * proportion).rounded())))
            let excess = height(pictures: size, aspect: aspect) - page.size.height
            if excess <= 0 { return size }
            // A narrower picture may move the legend, so all is laid out again.
            width -= max(1, Int(Double(excess) / proportion))
        }
        return PixelSize(width: 0, height: 0)
    }

    /// How high the figure is with pictures of a size.
    private func height(pictures size: PixelSize, aspect: PixelSize) -> Int {
        var figure = self
        figure.micrometresPerPixel = micrometresPerPixel.map { $0 * Double(aspect.width) / Double(size.width) }
        return FigureLayout(figure, pictures: panels.map { _ in size }).height()
    }
}
