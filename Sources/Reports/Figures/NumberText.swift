internal import Glibc

/// Numbers as figures print them: a true minus sign (U+2212), powers of ten as `2×10⁻⁴`, no grouping of digits.
enum NumberText {
    /// The decimal exponent of a number, such as -4 for 0.0002; 0 for 0.
    static func exponent(of value: Double) -> Int {
        value == 0 ? 0 : Int(floor(log10(abs(value))))
    }

    /// Plain digits are read at a glance from a thousandth to a hundred thousand.
    static let plainExponents = -3...4

    /// Returns a number with a fixed count of decimals, half away from zero; nothing but zeros has no sign.
    ///
    /// - Parameter decimals: at most 15.
    static func fixed(_ value: Double, decimals: Int) -> String {
        let scaled = (abs(value) * pow(10, Double(decimals))).rounded()
        guard let whole = Int(exactly: scaled) else { return "\(value)".replacing("-", with: "−") }
        var digits = String(whole)
        if digits.count <= decimals { digits = String(repeating: "0", count: decimals + 1 - digits.count) + digits }
        let sign = value < 0 && whole != 0 ? "−" : ""
        return decimals == 0 ? sign + digits : "\(sign)\(digits.dropLast(decimals)).\(digits.suffix(decimals))"
    }

    /// Returns `×10⁻⁴` for -4.
    static func powerOfTen(_ exponent: Int) -> String {
        let raised: [Character: Character] = [
            "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸",
            "9": "⁹",
        ]
        return "×10" + String(String(exponent).map { raised[$0, default: $0] })
    }

    /// Returns a number with so many significant digits, as a power of ten where plain digits would be many.
    ///
    /// - Parameter trimmed: whether zeros at the end of decimals are left out.
    static func short(_ value: Double, digits: Int = 3, trimmed: Bool = false) -> String {
        guard value.isFinite else { return value.isNaN ? "none" : value < 0 ? "−∞" : "∞" }
        var exponent = exponent(of: value)
        // 9.996 has three digits as 10.0.
        if abs(value) / power(exponent) >= 10 - 0.5 * pow(10, Double(1 - digits)) { exponent += 1 }
        guard plainExponents.contains(exponent) else {
            return tidy(fixed(value / power(exponent), decimals: digits - 1), trimmed) + powerOfTen(exponent)
        }
        return tidy(fixed(value, decimals: max(0, digits - 1 - exponent)), trimmed)
    }

    /// Returns a probability that never claims to be certain: `0.93`, `0.998`, `> 0.999`.
    static func probability(_ value: Double) -> String {
        if value > 0.999 { return "> 0.999" }
        if value < 0.001 { return "< 0.001" }
        return fixed(value, decimals: (0.01...0.99).contains(value) ? 2 : 3)
    }

    /// Ten to a power, no smaller than a double can divide by.
    static func power(_ exponent: Int) -> Double { pow(10, Double(max(exponent, -300))) }

    private static func tidy(_ text: String, _ trimmed: Bool) -> String {
        guard trimmed, text.contains(".") else { return text }
        let kept = text.reversed().drop { $0 == "0" }.drop { $0 == "." }
        return String(kept.reversed())
    }
}
