/// The unit in which a file keeps the corners of its tiles.
public enum CoordinateUnit: Equatable, Sendable {
    /// TRIDENT and CLAM.
    case level0Pixels
    /// STAMP: 1 µm from its second version on; 256/224 µm before, when tiles were 256 µm wide and 224 px.
    case micrometres(perUnit: Double)

    /// How many of the slide's level-0 pixels one unit is; nil where that takes the slide's resolution.
    func level0Pixels(mpp: Double?) -> Double? {
        switch self {
        case .level0Pixels: 1
        case .micrometres(let perUnit): mpp.map { perUnit / $0 }
        }
    }
}

extension CoordinateUnit: CustomStringConvertible {
    /// `level-0 px`, `micrometres` or `units of 1.142857 micrometres`.
    public var description: String {
        switch self {
        case .level0Pixels: "level-0 px"
        case .micrometres(1): "micrometres"
        case .micrometres(let perUnit): "units of \(shortNumber(perUnit)) micrometres"
        }
    }
}
