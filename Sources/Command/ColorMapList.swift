internal import Glibc
internal import Heatmaps

/// The list of colour maps that `--list-colormaps` prints: names and notes, and swatches if the terminal has colours.
struct ColorMapList {
    /// The colours that the terminal supports: none, 256, or 24 bits.
    enum Depth {
        case none, indexed, true24
    }

    let depth: Depth

    /// Chooses the depth for standard output from the environment. It obeys NO_COLOR.
    init() {
        let term = Self.environment("TERM")
        guard isatty(STDOUT_FILENO) == 1, Self.environment("NO_COLOR").isEmpty, !term.isEmpty, term != "dumb" else {
            self.init(depth: .none)
            return
        }
        let deep = ["truecolor", "24bit"].contains(Self.environment("COLORTERM")) || term.hasSuffix("-direct")
        self.init(depth: deep ? .true24 : .indexed)
    }

    init(depth: Depth) { self.depth = depth }

    /// Width of a swatch in characters.
    private static let width = 32

    /// The list, with one line for each map.
    var text: String {
        let longest = ColorMap.allCases.map(\.rawValue.count).max() ?? 0
        return ColorMap.allCases.map { map in
            let name = map.rawValue + String(repeating: " ", count: longest - map.rawValue.count)
            let swatch = depth == .none ? "" : swatch(of: map) + "  "
            let kind = map.kind.rawValue + String(repeating: " ", count: 10 - map.kind.rawValue.count)
            return "\(name)  \(swatch)\(kind)  \(map.note)"
        }.joined(separator: "\n")
    }

    private func swatch(of map: ColorMap) -> String {
        let table = map.table
        let cells = (0..<Self.width).map { cell in
            let entry = 3 * (cell * 255 / (Self.width - 1))
            return "\u{1B}[48;\(code(table[entry], table[entry + 1], table[entry + 2]))m "
        }
        return cells.joined() + "\u{1B}[0m"
    }

    private func code(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> String {
        if depth == .true24 { return "2;\(red);\(green);\(blue)" }
        // The 6 x 6 x 6 cube of the 256 colours.
        func step(_ sample: UInt8) -> Int { (Int(sample) * 5 + 127) / 255 }
        return "5;\(16 + 36 * step(red) + 6 * step(green) + step(blue))"
    }

    private static func environment(_ name: String) -> String {
        guard let value = unsafe getenv(name) else { return "" }
        return unsafe String(cString: value)
    }
}
