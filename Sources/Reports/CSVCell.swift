internal import Files
/// Text cells for a CSV file that a spreadsheet may open.
package enum CSVCell {
    /// Returns a text as a CSV cell, quoted if necessary (RFC 4180).
    ///
    /// A spreadsheet reads some texts as formulas, and a formula can compute or send data away. So such a text gets an
    /// apostrophe in front. Some spreadsheets split at semicolons or tabs, even inside quotation marks that do not begin
    /// there, so what follows one gets an apostrophe too: `a;=1+1` becomes `a;'=1+1`. A number is left alone.
    package static func text(_ text: String) -> String {
        let safe = isNumber(text) ? text : withoutFormulas(PathText.stored(text))
        // Look at scalars: a quotation mark with an accent, or two line ends, are one character to Swift.
        guard safe.unicodeScalars.contains(where: { "\",;\r\n".unicodeScalars.contains($0) }) else { return safe }
        let doubled = safe.unicodeScalars.flatMap { $0 == "\"" ? [$0, $0] : [$0] }
        return "\"" + String(String.UnicodeScalarView(doubled)) + "\""
    }

    /// The signs that begin a formula. Some programs also read wide characters as such.
    private static let signs = Set("=+-@＝＋－＠".unicodeScalars)
    /// What may begin a cell in a program that splits at it.
    private static let separators = Set(";\t\r\n".unicodeScalars)

    private static func withoutFormulas(_ text: String) -> String {
        var safe = String.UnicodeScalarView()
        // Spaces and quotation marks at the start of a cell, which a program may drop; nil in the middle of a cell.
        var start: String.UnicodeScalarView? = String.UnicodeScalarView()
        if let first = text.unicodeScalars.first, separators.contains(first), first != ";" { safe.append("'") }
        for scalar in text.unicodeScalars {
            if separators.contains(scalar) {
                safe += start ?? .init()
                safe.append(scalar)
                start = .init()
            } else if start != nil, scalar.properties.isWhitespace || scalar == "\"" || scalar == "'" {
                start?.append(scalar)
            } else {
                if let start {
                    if signs.contains(scalar), !start.starts(with: "'".unicodeScalars) { safe.append("'") }
                    safe += start
                }
                start = nil
                safe.append(scalar)
            }
        }
        return String(safe + (start ?? .init()))
    }

    /// Whether a text is a decimal number: `-0.5`, `1e-9`.
    private static func isNumber(_ text: String) -> Bool {
        text.utf8.allSatisfy { "0123456789.eE+-".utf8.contains($0) } && Double(text) != nil
    }
}
