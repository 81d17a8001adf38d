internal import Files
/// Returns a text from a file for a terminal: on one line, cut after 120 characters.
package func printable(_ text: String) -> String {
    let text = PathText.shown(text)
    let line = String(String.UnicodeScalarView(text.unicodeScalars.prefix(120).map { isShown($0) ? $0 : "\u{FFFD}" }))
    return text.unicodeScalars.count > 120 ? line + "..." : line
}

private func isShown(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: false
    default: true
    }
}

/// Returns a number, a whole one without a decimal point: `512`, `20.5`.
package func plainNumber(_ number: Double) -> String {
    Int(exactly: number).map { "\($0)" } ?? "\(number)"
}

/// Returns a number with at most four decimals and no trailing zeros.
package func shortNumber(_ number: Double) -> String {
    abs(number) < 1e9 ? plainNumber((number * 10_000).rounded() / 10_000) : "\(number)"
}

/// Returns a part as a whole percentage, never rounded to 0 or 100 %.
func percent(_ share: Double) -> String {
    if share > 0.99, share < 1 { return "more than 99 %" }
    if share < 0.01, share > 0 { return "less than 1 %" }
    return "\(Int((share * 100).rounded())) %"
}
