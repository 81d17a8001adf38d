/// The extent of a picture or a slide in pixels.
public struct PixelSize: Sendable, Hashable, CustomStringConvertible {
    /// Columns.
    public var width: Int
    /// Rows.
    public var height: Int

    /// Creates a size.
    public init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    /// The size as people write it: `3000 x 2200`.
    public var description: String { "\(width) x \(height)" }

    /// The number of pixels, or `nil` where a side is not positive or the product overflows.
    public var pixelCount: Int? {
        guard width > 0, height > 0 else { return nil }
        let (count, overflow) = width.multipliedReportingOverflow(by: height)
        return overflow ? nil : count
    }

    /// Returns the largest size of the same aspect whose longest side is at most `longestSide`, never larger than
    /// this one.
    ///
    /// The canvas of a heatmap without a thumbnail is `slideSize.fitted(toLongestSide: 2000)`.
    public func fitted(toLongestSide longestSide: Int) -> PixelSize {
        precondition(
            width > 0 && height > 0 && longestSide > 0, "cannot fit \(self) to a longest side of \(longestSide)")
        let longest = max(width, height)
        guard longest > longestSide else { return self }
        let scale = Double(longestSide) / Double(longest)
        func scaled(_ side: Int) -> Int { max(1, Int((Double(side) * scale).rounded())) }
        return PixelSize(width: scaled(width), height: scaled(height))
    }
}
