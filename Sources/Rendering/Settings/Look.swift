public import Heatmaps
internal import Results

/// The colours of a picture, and how opaque they are.
public struct Look: Sendable, Equatable, Codable {
    /// The colours.
    public var colorMap: ColorMap
    /// The opacity of the colours.
    public var alpha: Opacity
    /// Whether scores have a sign, so that a growing opacity grows from the middle.
    public var isSigned: Bool

    private enum CodingKeys: String, CodingKey { case colorMap = "colormap", alpha, isSigned }

    /// Creates a look.
    public init(colorMap: ColorMap, alpha: Opacity, isSigned: Bool) {
        (self.colorMap, self.alpha, self.isSigned) = (colorMap, alpha, isSigned)
    }

    /// Returns the look that is chosen if nothing is asked for. docs/colors.md has the measurements behind it.
    ///
    /// - Parameter isSigned: whether scores have a sign: ``NormalizedScores/isSigned``.
    public static func usual(isSigned: Bool) -> Look {
        isSigned
            ? Look(colorMap: .coolwarm, alpha: .growing(from: 0.2, to: 0.7), isSigned: true)
            : Look(colorMap: .yellowOrangeRed, alpha: .growing(from: 0.1, to: 0.7), isSigned: false)
    }

    /// The opacity of a colour map that is asked for, as CLAM and TRIDENT draw it.
    public static let opacityOfNamedMaps: Opacity = 0.4

    /// The look for people: `coolwarm at 0.4`, `YlOrRd at 0.1 to 0.7, growing with the value`.
    package var words: String { "\(colorMap.rawValue) at \(opacityWords)" }

    /// The opacity for people.
    package var opacityWords: String {
        switch alpha {
        case .constant(let alpha): "\(alpha)"
        case .growing(let from, let to):
            "\(from) to \(to), growing with the \(isSigned ? "distance from 0" : "value")"
        }
    }
}

extension RenderSettings {
    /// Returns the colours that a picture gets.
    ///
    /// A colour map that is asked for has a constant opacity, unless an opacity is asked for as well.
    ///
    /// - Parameter isSigned: whether scores have a sign: ``NormalizedScores/isSigned``.
    public func look(isSigned: Bool) -> Look {
        let usual = Look.usual(isSigned: isSigned)
        return Look(
            colorMap: colorMap ?? usual.colorMap,
            alpha: alpha ?? (colorMap == nil ? usual.alpha : Look.opacityOfNamedMaps), isSigned: isSigned)
    }
}
