/// Texts as cells of a CSV file that a spreadsheet may open.
package enum CSVCell {
    /// Quotes a text where it needs it (RFC 4180), and puts an apostrophe before what a spreadsheet would take for a formula:
    /// a slide's name must not be able to compute, or to send anything away. A number is none, and some programs take wide
    /// characters for one.
    package static func text(_ text: String) -> String {
        // By scalars: a carriage return and a line feed are one character.
        let isFormula = text.unicodeScalars.first.map { "=+-@\t\r＝＋－＠".unicodeScalars.contains($0) } ?? false
        let safe = isFormula && Double(text) == nil ? "'" + text : text
        guard safe.unicodeScalars.contains(where: { "\",\r\n".unicodeScalars.contains($0) }) else { return safe }
        return "\"" + safe.replacing("\"", with: "\"\"") + "\""
    }
}
