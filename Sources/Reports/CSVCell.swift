/// Text cells for a CSV file that a spreadsheet may open.
package enum CSVCell {
    /// Returns a text as a CSV cell, quoted if necessary (RFC 4180).
    ///
    /// A spreadsheet reads some texts as formulas, and a formula can compute or send data away. So such a text gets an
    /// apostrophe in front. A negative number is left alone. Some programs also read wide characters as formula signs.
    package static func text(_ text: String) -> String {
        // Compare scalars, because a carriage return with a line feed is one character.
        let isFormula = text.unicodeScalars.first.map { "=+-@\t\r＝＋－＠".unicodeScalars.contains($0) } ?? false
        let safe = isFormula && Double(text) == nil ? "'" + text : text
        guard safe.unicodeScalars.contains(where: { "\",\r\n".unicodeScalars.contains($0) }) else { return safe }
        return "\"" + safe.replacing("\"", with: "\"\"") + "\""
    }
}
