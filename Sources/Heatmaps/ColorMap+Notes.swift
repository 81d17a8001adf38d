extension ColorMap {
    /// What the order of the colours in a map means.
    public enum Kind: String, Sendable {
        /// Two colours that meet in the middle. The middle must have a meaning: score 0, or the median rank.
        case diverging
        /// Steadily from low to high.
        case sequential
        /// Many hues. Readers see edges that are not in the scores.
        case rainbow
    }

    /// What the order of the colours means.
    public var kind: Kind {
        switch self {
        case .coolwarm, .redBlue: .diverging
        case .yellowOrangeRed, .cividis, .viridis, .plasma, .inferno, .magma, .greys, .hot: .sequential
        case .turbo, .jet: .rainbow
        }
    }

    /// Whether readers who cannot tell red from green see the same order of colours.
    public var isColorBlindSafe: Bool { ![.hot, .turbo, .jet].contains(self) }

    /// The map to choose if you do not know who will read the picture.
    public static let recommendedForColorBlindReaders = ColorMap.cividis

    /// When to choose the map, in a few words.
    public var note: String {
        switch self {
        case .coolwarm: "the default for signed scores, grey is 0; at one opacity, the field's usual look"
        case .redBlue: "for signed scores on a dark or white background; white is 0"
        case .yellowOrangeRed:
            "the default: pale where scores are low, red where they are high, never like haematoxylin"
        case .cividis: "recommended for colour-blind readers: looks nearly the same to everyone"
        case .viridis: "even steps in lightness; stays readable in print"
        case .plasma: "even steps in lightness; brighter than viridis over stained tissue"
        case .inferno: "even steps in lightness, for dark or white backgrounds; high values look pale over stain"
        case .magma: "even steps in lightness, softer than inferno; high values look pale over stain"
        case .greys: "for print without colour; dark is high"
        case .hot: "black to white through red; pale over stain, and dark reds look black to some readers"
        case .turbo: "a rainbow without false edges; not for colour-blind readers"
        case .jet: "for comparison with older papers; shows edges that are not in the scores"
        }
    }
}
