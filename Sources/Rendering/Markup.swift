internal import Files
/// Escapes text for HTML and XML, between tags or inside quotes.
package enum Markup {
    private static let entities: [(Unicode.Scalar, String)] = [
        ("<", "&lt;"), (">", "&gt;"), ("\"", "&quot;"), ("'", "&#39;"), ("&", "&amp;"),
    ]

    /// Returns the text with every special character escaped. It works on scalars: a quote with an accent is one
    /// character to Swift, but still a quote to a browser. What neither language allows becomes U+FFFD: control characters, and
    /// U+FFFE and U+FFFF, which are no characters.
    package static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in PathText.shown(text).unicodeScalars {
            if let entity = entities.first(where: { $0.0 == scalar })?.1 {
                escaped += entity
            } else if !isAllowed(scalar) {
                escaped += "\u{FFFD}"
            } else {
                escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control: scalar == "\n" || scalar == "\t"
        default: !scalar.properties.isNoncharacterCodePoint
        }
    }

    /// Reverses ``escaped(_:)``, on bytes.
    package static func unescaped(_ bytes: [UInt8]) -> [UInt8] {
        entities.reduce(bytes) { $0.replacing(Array($1.1.utf8), with: Array(String($1.0).utf8)) }
    }
}
