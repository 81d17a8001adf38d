package import Images

/// The page that a figure is printed on: its size and resolution.
public struct PrintPage: Sendable, Equatable {
    /// The width in millimetres. A figure is as wide as its page.
    public let width: Double
    /// The largest height in millimetres. A figure is only as high as it needs to be.
    public let maximumHeight: Double
    /// The resolution in dots per inch.
    public let dotsPerInch: Double

    /// The allowed widths in millimetres: from the least that our text needs to a large poster.
    public static let widths = 45.0...1200
    /// The allowed largest heights in millimetres.
    public static let heights = 30.0...1200
    /// The allowed resolutions in dots per inch.
    public static let resolutions = 72.0...2400

    /// Creates a page.
    public init(width: Double, maximumHeight: Double, dotsPerInch: Double) {
        precondition(
            Self.widths.contains(width) && Self.heights.contains(maximumHeight)
                && Self.resolutions.contains(dotsPerInch),
            "a page of \(width) x \(maximumHeight) mm at \(dotsPerInch) dpi is out of range")
        (self.width, self.maximumHeight, self.dotsPerInch) = (width, maximumHeight, dotsPerInch)
    }

    /// The size in pixels.
    package var size: PixelSize {
        PixelSize(width: Int(pixels(width).rounded()), height: Int(pixels(maximumHeight)))
    }

    /// Converts pixels to millimetres.
    package func millimetres(_ pixels: Int) -> Double { Double(pixels) / dotsPerInch * 25.4 }

    private func pixels(_ millimetres: Double) -> Double { millimetres / 25.4 * dotsPerInch }

    /// The size of text in pixels. It is 7 points, as journals ask. It is smaller if the page is narrower than 26
    /// letters of that size, and grows with the page if the page is wider than a printed one (a poster).
    var em: Double {
        let points = width / 25.4 * 72
        return max(min(7, points / 26), points / 73) / 72 * dotsPerInch
    }
}

extension Figure {
    /// Returns the largest size of pictures with which the figure fits its page.
    ///
    /// Of the figure's own pictures, only their number matters.
    ///
    /// - Parameter aspect: a size with the pictures' proportions. `micrometresPerPixel` refers to its pixels.
    /// - Throws: `FigureError.pageTooLow` if there is only room for the text, `FigureError.tooLarge` if the page has
    ///   too many pixels.
    package func pictureSize(on page: PrintPage, aspect: PixelSize) throws(FigureError) -> PixelSize {
        let style = PageStyle(page: page)
        let count = max(1, panels.count)
        let room = page.size.width - 2 * style.margin - (count - 1) * style.pixels(1.2)
        // Try the legend below the pictures and beside them, and take the one that allows larger pictures.
        let sizes = [room, room - FigureLayout.keyWidth(style)].map { room in
            pictureSize(on: page, aspect: aspect, width: room / count)
        }
        guard let size = sizes.max(by: { $0.width < $1.width }), size.width >= style.pixels(1) else {
            throw .pageTooLow(height: page.maximumHeight)
        }
        // Check this before a picture of that size is drawn.
        let whole = PixelSize(width: page.size.width, height: height(pictures: size, aspect: aspect))
        guard let count = whole.pixelCount, count <= Drawing.maximumPixelCount else {
            throw .tooLarge(size: "\(whole)")
        }
        return size
    }

    /// Returns the largest size, at most `room` wide, with which the figure is not too high. The width is 0 if none fits.
    private func pictureSize(on page: PrintPage, aspect: PixelSize, width room: Int) -> PixelSize {
        let proportion = Double(aspect.height) / Double(aspect.width)
        var width = room
        while width > 0 {
            let size = PixelSize(width: width, height: max(1, Int((Double(width) * proportion).rounded())))
            let excess = height(pictures: size, aspect: aspect) - page.size.height
            if excess <= 0 { return size }
            // A narrower picture may move the legend, so lay everything out again. Its height is rounded, so leave a pixel.
            width -= max(1, Int(Double(excess - 1) / proportion))
        }
        return PixelSize(width: 0, height: 0)
    }

    /// Returns the largest size of pictures with which a figure that is not for print has a longest side of at most so many
    /// pixels.
    ///
    /// - Parameter largest: the pictures' own size, which is not exceeded. `micrometresPerPixel` refers to its pixels.
    func pictureSize(longestSide limit: Int, largest: PixelSize) -> PixelSize {
        var size = largest
        while true {
            let whole = layout(pictures: size, aspect: largest)
            let (found, side) = (max(whole.width, whole.height()), max(size.width, size.height))
            guard found > limit, side > 1 else { return size }
            // Text follows the pictures' size, so this is nearly right the first time.
            size = largest.fitted(toLongestSide: max(1, min(side - 1, side * limit / found)))
        }
    }

    /// Returns the height of the figure with pictures of a size.
    private func height(pictures size: PixelSize, aspect: PixelSize) -> Int {
        layout(pictures: size, aspect: aspect).height()
    }

    /// Lays out the figure with pictures of a size.
    private func layout(pictures size: PixelSize, aspect: PixelSize) -> FigureLayout {
        var figure = self
        figure.micrometresPerPixel = micrometresPerPixel.map { $0 * Double(aspect.width) / Double(size.width) }
        return FigureLayout(figure, pictures: panels.map { _ in size })
    }
}
