/// How a curve is drawn. The curves differ in colour and in dashes, and the colours are told apart by readers who see no red or
/// no green (Okabe and Ito, "Color Universal Design").
enum CurveStyle: CaseIterable {
    /// The tiles with the highest scores are removed first.
    case most
    /// Those with the lowest scores.
    case least
    /// Tiles in random order.
    case random

    /// The area where removing the highest scores first lowers the probability more, and the area where it lowers it less.
    static let `for` = "#0072b2"
    static let against = "#d55e00"
    static let axis = "#595959"
    static let grid = "#d9d9d9"

    var color: String {
        switch self {
        case .most: "#00507d"
        case .least: "#c04a00"
        case .random: "#7f7f7f"
        }
    }

    /// Whether steps are marked.
    var hasDots: Bool { self != .random }

    /// Returns the line through points.
    func path(_ points: [SIMD2<Double>], _ style: PageStyle) -> Drawing.Path {
        let dashes = self == .least ? [0.45 * style.em, 0.4 * style.em] : []
        let width = (self == .random ? 0.1 : 0.16) * style.em
        return Drawing.Path(points: points, color: color, pen: Drawing.Pen(width: width, dashes: dashes))
    }
}

/// An entry of the key: a sample and its words.
struct CurveKey {
    let words: String
    private let kind: Kind

    private enum Kind {
        case line(CurveStyle)
        case area(String)
    }

    /// The sample's size in ems.
    static let size = (width: 2.4, height: 1.0)

    /// Returns the entries for curves.
    ///
    /// - Parameters:
    ///   - seeds: how many random orders there are; nil where slides differ.
    ///   - areas: which areas there are: those where the highest scores lower the probability more, and the others.
    static func entries(seeds: Int?, areas: Set<Bool> = [true, false]) -> [CurveKey] {
        let random =
            switch seeds {
            case 1: "one random order"
            case let seeds?: "random order: mean and standard deviation of \(seeds)"
            case nil: "random order: mean and standard deviation"
            }
        return [
            CurveKey(words: "highest scores removed first", kind: .line(.most)),
            CurveKey(words: "lowest scores removed first", kind: .line(.least)),
            CurveKey(words: random, kind: .line(.random)),
        ] + (areas.contains(true) ? [CurveKey(words: "speaks for the map", kind: .area(CurveStyle.for))] : [])
            + (areas.contains(false)
                ? [CurveKey(words: "speaks against the map", kind: .area(CurveStyle.against))] : [])
    }

    /// Draws the sample with its upper left corner at a place.
    func sample(x: Double, y: Double, _ style: PageStyle) -> Drawing.Parts {
        let (width, height) = (Self.size.width * style.em, Self.size.height * style.em)
        let middle = [SIMD2(x + 0.1 * style.em, y + height / 2), SIMD2(x + width - 0.1 * style.em, y + height / 2)]
        var parts = Drawing.Parts()
        func band(_ color: String, _ opacity: Double, _ half: Double) {
            let corners = [SIMD2(x, y + height / 2 - half), SIMD2(x + width, y + height / 2 - half)]
            let lower = [SIMD2(x + width, y + height / 2 + half), SIMD2(x, y + height / 2 + half)]
            parts.paths.append(Drawing.Path(points: corners + lower, color: color, opacity: opacity))
        }
        switch kind {
        case .line(let curve):
            if curve == .random { band(curve.color, 0.3, 0.3 * style.em) }
            parts.paths.append(curve.path(middle, style))
        case .area(let color): band(color, 0.2, 0.4 * style.em)
        }
        return parts
    }
}
