internal import Glibc

/// Numbers as C's `printf` writes them in its own locale.
package enum DecimalText {
    /// A number with a fixed count of decimals, as `%.2f`.
    package static func fixed(_ number: Double, decimals: Int) -> String {
        text("%.\(decimals)f", number)
    }

    /// A number with a count of significant digits, as `%.3g`: `0.0123`, `-1.5`, `2.1e-05`.
    package static func significant(_ number: Double, digits: Int) -> String {
        text("%.\(digits)g", number)
    }

    private static func text(_ format: String, _ number: Double) -> String {
        // The longest number has 309 digits before its point.
        var text = [CChar](repeating: 0, count: 400)
        let count = unsafe withVaList([number]) { unsafe vsnprintf(&text, text.count, format, $0) }
        return String(decoding: text.prefix(Int(count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
