package import Results

extension Phrase {
    /// The phrase as one line that is safe on a page. A name in it keeps the order of the words around it.
    package var line: String { FigureText(self).characters }
}

/// One line of text that is safe to put on a page, whatever the input.
///
/// Line breaks, tabs and runs of spaces become one space. Characters that XML 1.0 forbids become U+FFFD. Marks that
/// change the writing direction are dropped. So are more than three accents on one letter, which would cover the
/// picture.
struct FigureText: Sendable, Equatable {
    let characters: String

    init(_ text: String) {
        characters = Self.line(of: text)
    }

    /// Puts a name between our own words. A name that is written from right to left does not change their order.
    init(_ before: String, name: String, _ after: String = "") {
        let name = Self.line(of: name)
        let turned = name.unicodeScalars.contains(where: Self.isRightToLeft)
        characters = before + (turned ? "\u{2068}\(name)\u{2069}" : name) + after
    }

    /// Takes a phrase. A name in it keeps the order of the words around it.
    init(_ phrase: Phrase) {
        self.init(phrase.before, name: phrase.name, phrase.after)
    }

    /// Creates a text from a part of another.
    init(cut characters: String) {
        self.characters = characters
    }

    /// The text with XML's special characters escaped, for use between tags or in double quotes.
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

    /// Characters that XML 1.0 forbids or advises against.
    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control || scalar.properties.isNoncharacterCodePoint
    }

    private static func isAccent(_ scalar: Unicode.Scalar) -> Bool {
        [.nonspacingMark, .enclosingMark].contains(scalar.properties.generalCategory)
    }

    /// Whether a character is in the blocks of Hebrew, Arabic and their neighbours.
    static func isRightToLeft(_ scalar: Unicode.Scalar) -> Bool {
        (0x0590...0x08FF).contains(scalar.value) || (0xFB1D...0xFDFF).contains(scalar.value)
            || (0xFE70...0xFEFF).contains(scalar.value) || (0x10800...0x10FFF).contains(scalar.value)
            || (0x1E800...0x1EFFF).contains(scalar.value)
    }
}
