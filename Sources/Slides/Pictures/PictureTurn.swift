/// What was done to a picture of a slide, so that it no longer lies as the slide does.
public enum PictureTurn: CaseIterable, Equatable, Sendable {
    case halfTurn, leftRight, topBottom
    /// These exchange the sides.
    case clockwise, counterclockwise, diagonal, otherDiagonal

    /// Whether columns become rows.
    var exchangesSides: Bool { [.clockwise, .counterclockwise, .diagonal, .otherDiagonal].contains(self) }

    /// Returns where a place of the slide lies in the picture, both as parts of width and height.
    func place(of place: SIMD2<Double>) -> SIMD2<Double> {
        let (x, y) = (place.x, place.y)
        return switch self {
        case .halfTurn: SIMD2(1 - x, 1 - y)
        case .leftRight: SIMD2(1 - x, y)
        case .topBottom: SIMD2(x, 1 - y)
        case .clockwise: SIMD2(1 - y, x)
        case .counterclockwise: SIMD2(y, 1 - x)
        case .diagonal: SIMD2(y, x)
        case .otherDiagonal: SIMD2(1 - y, 1 - x)
        }
    }
}

extension PictureTurn: CustomStringConvertible {
    /// What was done, as it stands behind "seems".
    public var description: String {
        switch self {
        case .halfTurn: "turned by 180 degrees"
        case .leftRight: "mirrored from left to right"
        case .topBottom: "mirrored from top to bottom"
        case .clockwise: "turned by 90 degrees clockwise"
        case .counterclockwise: "turned by 90 degrees counterclockwise"
        case .diagonal: "mirrored and turned by 90 degrees counterclockwise"
        case .otherDiagonal: "mirrored and turned by 90 degrees clockwise"
        }
    }
}
