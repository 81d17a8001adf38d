internal import Files

/// A sign that coordinates are not counted in level-0 pixels: neighbouring tiles are a whole number of times nearer, or
/// farther, than their side says.
///
/// Programs that read a slide at another level may store that level's pixels, and others store a tile's row and column.
public struct CoordinateDoubt: Equatable, Sendable {
    /// What the file's coordinates have to be multiplied with if they are counted so; nil if nothing says how large a tile is.
    public let factor: Double?
    /// Whether neighbours are one unit apart, as rows and columns of tiles are.
    public let isInTiles: Bool
    /// The distance of neighbours in level-0 pixels, by the coordinates.
    let step: Double
    /// What the distance should be; nil if nothing says how large a tile is.
    let expected: Expectation?
    /// The distance of neighbours in level-0 pixels by the tile side, and what says the side.
    struct Expectation: Equatable {
        let step: Double
        let source: String
    }

    /// How far the tiles reach, and the slide's size if it is known.
    let reach: SlideSize
    let slideSize: SlideSize?

    /// Finds a reason to doubt the coordinates; nil if there is none.
    ///
    /// - Parameters:
    ///   - step: the distance of neighbours in level-0 pixels, by the coordinates.
    ///   - isUnit: whether it is one of the coordinates' own unit.
    ///   - expected: what the distance should be; nil if nothing says how large a tile is.
    ///   - scale: what the file's coordinates were multiplied with.
    init?(
        step: Double, isUnit: Bool, expected: Expectation?, reach: SlideSize, slideSize: SlideSize?,
        scale: Double = 1
    ) {
        (self.step, isInTiles, self.expected) = (step, isUnit, expected)
        (self.reach, self.slideSize) = (reach, slideSize)
        guard let far = expected?.step else {
            factor = nil
            if step >= Self.shortestStep { return nil }
            return
        }
        if isUnit, far > step {
            factor = scale * far / step
        } else if let times = Self.whole(far / step), abs(step * times - far) <= times * min(1, step / 50) {
            // Larger coordinates have to fit the slide.
            guard Self.fits(reach, times: times, slideSize) else { return nil }
            factor = scale * times
        } else if let times = Self.whole(step / far), abs(far * times - step) <= times {
            // Smaller ones are likely only if the coordinates do not fit it.
            guard slideSize != nil, !Self.fits(reach, times: 1, slideSize),
                Self.fits(reach, times: 1 / times, slideSize)
            else { return nil }
            factor = scale / times
        } else {
            return nil
        }
    }

    /// Whether nothing but such coordinates is likely: no overlap is so large, and the tiles of no slide lie so near its
    /// corner.
    var isStrong: Bool { isInTiles || expected.map { $0.step >= 3.5 * step && slideSize != nil } ?? true }

    /// No tile is so small, in level-0 pixels.
    private static let shortestStep = 8.0

    /// A ratio that is nearly a whole number from 2 on.
    private static func whole(_ ratio: Double) -> Double? {
        let whole = ratio.rounded()
        return whole >= 2 && abs(ratio - whole) <= 0.05 * whole ? whole : nil
    }

    /// Whether tiles lie inside the slide, whose border the last ones may cross.
    private static func fits(_ reach: SlideSize, times factor: Double, _ size: SlideSize?) -> Bool {
        guard let size else { return true }
        return Double(reach.width) * factor <= Double(size.width) * 1.1
            && Double(reach.height) * factor <= Double(size.height) * 1.1
    }

    /// What was found, and what to do.
    func sentence(about path: String) -> ErrorSentence {
        let place = slideSize.map { ", and the tiles reach to \(reach) px of a slide of \($0) px" } ?? ""
        let counted = isInTiles ? "in tiles" : "at another level"
        guard let expected, let factor else {
            return ErrorSentence(
                "\(path): nothing says how large a tile is, and neighbours lie \(shortNumber(step)) px apart\(place), so "
                    + "the coordinates look counted in tiles",
                remedy: "multiply the coordinates by the distance of neighbouring tiles in level-0 pixels")
        }
        return ErrorSentence(
            "\(path): neighbours should lie \(shortNumber(expected.step)) px apart by \(expected.source), but lie "
                + "\(shortNumber(step)) px apart\(place), so the coordinates look counted \(counted)",
            remedy: "if they are, multiply them by \(plainNumber(factor))")
    }
}
