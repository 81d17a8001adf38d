public import Images

/// Which pixels of a canvas show tissue.
public struct TissueMask: Sendable {
    /// The size of the canvas.
    public let size: PixelSize
    /// Whether each pixel is tissue. [height, width]
    let isTissue: [Bool]

    /// Reads a mask from a picture: what is not black is tissue.
    public init(_ image: Image) {
        let opaque = image.flattenedOnWhite()
        size = image.size
        isTissue = (0..<image.width * image.height).map { pixel in
            opaque.pixels[3 * pixel..<3 * pixel + 3].contains { $0 != 0 }
        }
    }

    /// Returns a row's colour-map entries, those outside the tissue as uncovered. [width] -> [width]
    func masked(_ entries: [Int16], inRow row: Int) -> [Int16] {
        entries.indices.map { isTissue[row * size.width + $0] ? entries[$0] : RowPainter.uncovered }
    }
}
