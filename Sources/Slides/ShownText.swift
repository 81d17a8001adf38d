/// A text from a file, on one line and not too long: it goes to a terminal.
func printable(_ text: String) -> String {
    let line = String(String.UnicodeScalarView(text.unicodeScalars.prefix(120).map { isShown($0) ? $0 : "\u{FFFD}" }))
    return text.unicodeScalars.count > 120 ? line + "..." : line
}

private func isShown(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: false
    default: true
    }
}

/// A number without the fraction that it does not have: `512`, `20.5`.
package func plainNumber(_ number: Double) -> String {
    Int(exactly: number).map { "\($0)" } ?? "\(number)"
}

/// A number as a person reads it: four decimals at most, and none that it does not have.
package func shortNumber(_ number: Double) -> String {
    abs(number) < 1e9 ? plainNumber((number * 10_000).rounded() / 10_000) : "\(number)"
}

/// A part as a whole percentage, never rounded to all or nothing.
func percent(_ share: Double) -> String {
    if share > 0.99, share < 1 { return "more than 99 %" }
    if share < 0.01, share > 0 { return "less than 1 %" }
    return "\(Int((share * 100).rounded())) %"
}
