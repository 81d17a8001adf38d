/// The size and weight of letters, and an upper bound of their width.
///
/// The width of a text in the viewer's own font is unknown. The widths here are DejaVu Sans's, the widest of the usual
/// sans-serif fonts. A text that fits with these widths fits in the viewer too.
struct Lettering: Sendable, Equatable {
    /// The size in pixels (1 em).
    var size: Double
    var bold = false
    /// Dark for statements, paler for explanations.
    var color = Color.dark

    enum Color: String, Sendable {
        case dark = "#1a1a1a"
        case pale = "#595959"
    }

    /// How far letters reach above the baseline, and below it.
    var ascent: Double { 0.93 * size }
    var descent: Double { 0.24 * size }

    /// The width of a text in pixels.
    func width(_ text: FigureText) -> Double { width(text.characters) }

    private func width(_ characters: some Sequence<Character>) -> Double {
        characters.reduce(0) { $0 + width($1) }
    }

    private func width(_ character: Character) -> Double {
        size * (bold ? 1.12 : 1) * Self.ems(character)
    }

    /// Returns a text that is at most `room` pixels wide. If the text is longer, an ellipsis replaces its middle.
    ///
    /// The names of slides differ at both ends, so both are kept.
    func shortened(_ text: FigureText, to room: Double) -> FigureText {
        var kept = 0.0
        guard
            text.characters.contains(where: {
                kept += width($0); return kept > room
            })
        else { return text }
        let half = max(0, room - width("…")) / 2
        func run(_ characters: some Sequence<Character>) -> [Character] {
            var used = 0.0
            return Array(
                characters.prefix {
                    used += width($0); return used <= half
                })
        }
        return FigureText(cut: run(text.characters) + "…" + run(text.characters.reversed()).reversed())
    }

    /// Breaks a text at spaces into lines of at most `width` pixels. The last line is shortened if necessary.
    func lines(_ text: FigureText, width room: Double, limit: Int) -> [FigureText] {
        var lines: [String] = []
        var rest = text.characters.split(separator: " ")[...]
        while let word = rest.popFirst() {
            var line = String(word)
            while let next = rest.first, lines.count == limit - 1 || width("\(line) \(next)") <= room {
                line += " " + next
                rest = rest.dropFirst()
            }
            lines.append(line)
        }
        return lines.map { shortened(FigureText(cut: $0), to: room) }
    }

    /// The width of a character in ems.
    private static func ems(_ character: Character) -> Double {
        if let ascii = character.asciiValue { return ascii >= 32 ? Double(asciiWidths[Int(ascii) - 32]) / 100 : 0 }
        guard let scalar = character.unicodeScalars.first else { return 0 }
        if scalar.properties.isEmojiPresentation || character.unicodeScalars.contains("\u{FE0F}") { return 1.4 }
        switch scalar.properties.generalCategory {
        case .format, .nonspacingMark, .enclosingMark: return 0
        case .lowercaseLetter, .decimalNumber, .otherNumber: return 0.7
        default: return 1.05
        }
    }

    /// The widths of the characters from space to tilde, in hundredths of an em.
    private static let asciiWidths: [UInt8] = [
        32, 41, 46, 84, 64, 96, 78, 28, 40, 40, 50, 84, 32, 37, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34,
        84, 84, 84, 54, 100, 69, 69, 70, 77, 64, 58, 78, 76, 30, 30, 66, 56, 87, 75, 79, 61, 79, 70, 64, 62, 74, 69,
        99, 69, 62, 69, 40, 34, 40, 84, 50, 50, 62, 64, 55, 64, 62, 36, 64, 64, 28, 28, 58, 28, 98, 64, 62, 64, 64, 42,
        53, 40, 64, 60, 82, 60, 60, 53, 64, 34, 64, 84,
    ]
}
