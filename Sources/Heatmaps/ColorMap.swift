/// The colours of values between 0 and 1: 256 entries, equal to matplotlib's map of the same name.
public enum ColorMap: String, CaseIterable, Sendable {
    /// Pale yellow through orange to dark red. No value of it makes pink tissue look purple.
    case yellowOrangeRed = "YlOrRd"
    /// Blue through grey to red: what TRIDENT and CLAM draw.
    case coolwarm
    /// Dark blue through white to dark red.
    case redBlue = "RdBu_r"
    /// Blue to yellow. It looks nearly the same with and without colour blindness.
    case cividis
    /// Dark violet to yellow, with even steps in lightness.
    case viridis
    /// Blue through purple and orange to yellow, with even steps in lightness.
    case plasma
    /// Black through red to pale yellow, with even steps in lightness.
    case inferno
    /// Black through purple to pale pink, with even steps in lightness.
    case magma
    /// White to black.
    case greys = "Greys"
    /// Black through red and yellow to white.
    case hot
    /// A smoother rainbow.
    case turbo
    /// The rainbow of older papers. Its steps in lightness are uneven.
    case jet

    /// Finds a colour map by its matplotlib name. Upper and lower case are equal.
    ///
    /// - Throws: `HeatmapError.unknownColorMap`, which lists the names.
    public init(named name: String) throws(HeatmapError) {
        guard let map = ColorMap.allCases.first(where: { $0.rawValue.lowercased() == name.lowercased() }) else {
            throw .unknownColorMap(name: name)
        }
        self = map
    }

    /// The table: `numpy.uint8(matplotlib.colormaps[name](range(256)) * 255)` without the opacity. [256, 3]
    public var table: [UInt8] { ColorMap.tables[self, default: []] }

    /// Returns the entry for a value, as in matplotlib: `min(trunc(256 value), 255)`, and 0 for negative values.
    public static func index(of value: Double) -> Int {
        value >= 1 ? 255 : Int(max(value, 0) * 256)
    }

    private static let tables = Dictionary(uniqueKeysWithValues: allCases.map { ($0, decoded($0.hexadecimalTable)) })

    private static func decoded(_ hexadecimal: String) -> [UInt8] {
        func value(_ digit: UInt8) -> UInt8 { digit <= UInt8(ascii: "9") ? digit & 15 : (digit & 15) + 9 }
        let digits = Array(hexadecimal.utf8)
        return stride(from: 0, to: digits.count, by: 2).map { value(digits[$0]) << 4 | value(digits[$0 + 1]) }
    }
}
