public import Images

/// Which pixels of a canvas show tissue.
public struct TissueMask: Sendable {
    /// The size of the canvas.
    public let size: PixelSize
    /// Whether each pixel is tissue. [height, width]
    let isTissue: [Bool]

    /// Reads a mask from a picture. Pixels that are neither black nor fully transparent are tissue.
    public init(_ image: Image) {
        let channels = image.channels.rawValue
        let samples = image.pixels.span
        size = image.size
        isTissue = (0..<image.width * image.height).map { pixel in
            let first = channels * pixel
            let isBlack = samples[first] | samples[first + 1] | samples[first + 2] == 0
            return !isBlack && (channels == 3 || samples[first + 3] > 0)
        }
    }

    /// Returns a row's colour-map entries, with entries outside the tissue set to uncovered. [width] -> [width]
    func masked(_ entries: [Int16], inRow row: Int) -> [Int16] {
        entries.indices.map { isTissue[row * size.width + $0] ? entries[$0] : RowPainter.uncovered }
    }
}
