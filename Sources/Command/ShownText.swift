internal import Files

/// Texts as they may reach a terminal, which obeys control characters and lets others reorder a line. Names of files and all that
/// files hold may have them.
enum ShownText {
    /// Returns a text on one line.
    static func line(_ text: String) -> String {
        let text = PathText.shown(text)
        return text.unicodeScalars.contains(where: isObeyed) ? replaced(text, keeping: []) : text
    }

    /// Returns a text with its line breaks.
    static func page(_ text: String) -> String {
        let text = PathText.shown(text)
        return text.unicodeScalars.contains { isObeyed($0) && $0 != "\n" } ? replaced(text, keeping: ["\n"]) : text
    }

    /// Returns JSON with such characters escaped, so that a program reads what it would have read.
    static func json(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { isObeyed($0) && $0 != "\n" }) else { return text }
        var escaped = ""
        for scalar in text.unicodeScalars {
            if isObeyed(scalar), scalar != "\n" {
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    escaped += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            } else {
                escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// Whether a terminal may do something else than show a character.
    static func isObeyed(_ scalar: Unicode.Scalar) -> Bool {
        // Nearly all text is this.
        if scalar.value < 0x7F { return scalar.value < 0x20 }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: return true
        default: return false
        }
    }

    private static func replaced(_ text: String, keeping kept: [Unicode.Scalar]) -> String {
        var shown = ""
        for scalar in text.unicodeScalars {
            shown.unicodeScalars.append(isObeyed(scalar) && !kept.contains(scalar) ? "?" : scalar)
        }
        return shown
    }
}
