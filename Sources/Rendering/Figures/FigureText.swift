/// A line of text for a figure: of any text from outside, what a page can show on one line.
///
/// Line breaks, tabs and runs of spaces become one space; characters that XML 1.0 forbids become U+FFFD; marks that turn
/// the direction of what follows are dropped, and so are more than three accents on one letter, which would cover the
/// picture.
struct FigureText: Sendable, Equatable {
    let characters: String

    init(_ text: String) {
        characters = Self.line(of: text)
    }

    /// A name in the middle of our own words: one that is written from right to left keeps to itself.
    init(_ before: String, name: String, _ after: String = "") {
        let name = Self.line(of: name)
        let turned = name.unicodeScalars.contains(where: Self.isRightToLeft)
        characters = before + (turned ? "\u{2068}\(name)\u{2069}" : name) + after
    }

    /// A part of a line.
    init(cut characters: String) {
        self.characters = characters
    }

    /// The text between XML's tags or its double quotes.
    var escaped: String { Markup.escaped(characters) }

    private static func line(of text: String) -> String {
        var line = String.UnicodeScalarView()
        var accents = 0
        for scalar in text.unicodeScalars {
            if scalar.properties.isWhitespace || scalar == "\u{FEFF}" {
                if line.last != " ", !line.isEmpty { line.append(" ") }
                continue
            }
            if scalar.properties.isBidiControl { continue }
            accents = isAccent(scalar) ? accents + 1 : 0
            guard accents <= 3 else { continue }
            line.append(isForbidden(scalar) ? "\u{FFFD}" : scalar)
        }
        if line.last == " " { line.removeLast() }
        return String(line)
    }

    /// What XML 1.0 has no way to write, and the characters that it advises against.
    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control || scalar.properties.isNoncharacterCodePoint
    }

    private static func isAccent(_ scalar: Unicode.Scalar) -> Bool {
        [.nonspacingMark, .enclosingMark].contains(scalar.properties.generalCategory)
    }

    /// The blocks of Hebrew, Arabic and their neighbours.
    private static func isRightToLeft(_ scalar: Unicode.Scalar) -> Bool {
        (0x0590...0x08FF).contains(scalar.value) || (0xFB1D...0xFDFF).contains(scalar.value)
            || (0xFE70...0xFEFF).contains(scalar.value) || (0x10800...0x10FFF).contains(scalar.value)
            || (0x1E800...0x1EFFF).contains(scalar.value)
    }
}
