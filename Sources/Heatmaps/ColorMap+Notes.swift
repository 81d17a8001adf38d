extension ColorMap {
    /// What the order of a map's colours says to a reader.
    public enum Kind: String, Sendable {
        /// Two colours that part at a middle, which must mean something: score 0, or the median rank.
        case diverging
        /// One way from low to high.
        case sequential
        /// Many hues; readers see edges where the scores have none.
        case rainbow
    }

    /// What the order of the colours says.
    public var kind: Kind {
        switch self {
        case .coolwarm, .redBlue: .diverging
        case .cividis, .viridis, .plasma, .inferno, .magma, .greys, .hot: .sequential
        case .turbo, .jet: .rainbow
        }
    }

    /// Whether readers who cannot tell red from green see the same order of colours.
    public var isColorBlindSafe: Bool { ![.hot, .turbo, .jet].contains(self) }

    /// The map to choose when it is not known who will read the picture.
    public static let recommendedForColorBlindReaders = ColorMap.cividis

    /// When to choose the map, in a few words.
    public var note: String {
        switch self {
        case .coolwarm: "the field's usual choice; for signed scores, grey is 0"
        case .redBlue: "for signed scores on a dark or white ground, white is 0"
        case .cividis: "recommended for colour-blind readers: looks alike to all"
        case .viridis: "even in lightness, stays readable in print"
        case .plasma: "even in lightness, brighter than viridis over stained tissue"
        case .inferno: "even in lightness, for dark or white grounds; its highest looks pale over stain"
        case .magma: "even in lightness, softer than inferno; its highest looks pale over stain"
        case .greys: "for print without colour; dark is high"
        case .hot: "black to white through red; pale over stain, and dark reds look black to some"
        case .turbo: "a rainbow without false edges; not for colour-blind readers"
        case .jet: "for comparison with older papers; shows edges that are not there"
        }
    }
}
