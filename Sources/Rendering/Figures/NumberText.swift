internal import Glibc

/// Numbers as figures print them: a true minus sign (U+2212), powers of ten as `2×10⁻⁴`, no grouping of digits.
package enum NumberText {
    /// The decimal exponent of a number, such as -4 for 0.0002; 0 for 0 and what is as good as 0.
    static func exponent(of value: Double) -> Int {
        abs(value) < 1e-300 ? 0 : Int(floor(log10(abs(value))))
    }

    /// Plain digits are read at a glance from a thousandth to a hundred thousand.
    static let plainExponents = -3...4

    /// Returns a number with a fixed count of decimals, half away from zero; nothing but zeros has no sign.
    ///
    /// - Parameter decimals: at most 15.
    static func fixed(_ value: Double, decimals: Int) -> String {
        let scaled = (abs(value) * power(decimals)).rounded()
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

    /// Returns a number with so many significant digits, as a power of ten where plain digits would be many; zero, and
    /// what is as good as zero, as 0.
    ///
    /// - Parameters:
    ///   - trimmed: whether zeros at the end of decimals are left out.
    ///   - plainly: whether digits are plain; nil leaves it to the number.
    package static func short(_ value: Double, digits: Int = 3, trimmed: Bool = false, plainly: Bool? = nil) -> String {
        guard value.isFinite else { return value.isNaN ? "none" : value < 0 ? "−∞" : "∞" }
        if abs(value) < 1e-300 { return "0" }
        let exponent = exponent(of: value, digits: digits)
        if plainly ?? plainExponents.contains(exponent) {
            return tidy(fixed(value, decimals: max(0, digits - 1 - exponent)), trimmed)
        }
        return tidy(fixed(value / power(exponent), decimals: digits - 1), trimmed) + powerOfTen(exponent)
    }

    /// Returns numbers that are compared with each other, as ``short(_:digits:trimmed:plainly:)`` does: all plain, or
    /// all as powers of ten.
    static func alike(_ values: [Double], digits: Int = 3) -> [String] {
        let plainly = values.allSatisfy { value in
            value == 0 || !value.isFinite || plainExponents.contains(exponent(of: value, digits: digits))
        }
        return values.map { short($0, digits: digits, plainly: plainly) }
    }

    /// The exponent of a number that is rounded to so many digits: 9.996 has three as 10.0.
    private static func exponent(of value: Double, digits: Int) -> Int {
        let exponent = exponent(of: value)
        return abs(value) / power(exponent) >= 10 - 0.5 * power(1 - digits) ? exponent + 1 : exponent
    }

    /// Returns a probability that never claims to be certain: `0.93`, `0.998`, `> 0.999`.
    package static func probability(_ value: Double) -> String {
        if value > 0.999 { return "> 0.999" }
        if value < 0.001 { return "< 0.001" }
        return fixed(value, decimals: (0.01...0.99).contains(value) ? 2 : 3)
    }

    /// Ten to a power.
    static func power(_ exponent: Int) -> Double { pow(10, Double(exponent)) }

    private static func tidy(_ text: String, _ trimmed: Bool) -> String {
        guard trimmed, text.contains(".") else { return text }
        let kept = text.reversed().drop { $0 == "0" }.drop { $0 == "." }
        return String(kept.reversed())
    }
}
