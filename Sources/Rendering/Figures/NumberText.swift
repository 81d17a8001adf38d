internal import Glibc

/// Formats numbers for figures: a true minus sign (U+2212), powers of ten as `2×10⁻⁴`, no grouping of digits.
package enum NumberText {
    /// The decimal exponent of a number, such as -4 for 0.0002. It is 0 for magnitudes below 1e-300.
    static func exponent(of value: Double) -> Int {
        abs(value) < 1e-300 ? 0 : Int(floor(log10(abs(value))))
    }

    /// The exponents that are written with plain digits: a thousandth to a hundred thousand is easy to read.
    static let plainExponents = -3...4

    /// Returns a number with a fixed number of decimals, halves rounded away from zero. If only zeros are left, there
    /// is no minus sign.
    ///
    /// - Parameter decimals: at most 15.
    package static func fixed(_ value: Double, decimals: Int) -> String {
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

    /// Returns a number with `digits` significant digits, as a power of ten if plain digits would be many. Numbers of
    /// less than 1e-300 in magnitude are `0`.
    ///
    /// - Parameters:
    ///   - trimmed: whether to drop zeros at the end of the decimals.
    ///   - plainly: whether to use plain digits. If nil, the size of the number decides.
    package static func short(_ value: Double, digits: Int = 3, trimmed: Bool = false, plainly: Bool? = nil) -> String {
        guard value.isFinite else { return value.isNaN ? "none" : value < 0 ? "−∞" : "∞" }
        if abs(value) < 1e-300 { return "0" }
        let exponent = exponent(of: value, digits: digits)
        if plainly ?? plainExponents.contains(exponent) {
            return tidy(fixed(value, decimals: max(0, digits - 1 - exponent)), trimmed)
        }
        return tidy(fixed(value / power(exponent), decimals: digits - 1), trimmed) + powerOfTen(exponent)
    }

    /// Formats numbers that a reader compares, as ``short(_:digits:trimmed:plainly:)`` does: either all plain or all as
    /// powers of ten. Beside numbers of a tenth and more, a few smaller ones stay plain too, as scores of both signs have
    /// them around 0.
    static func alike(_ values: [Double], digits: Int = 3) -> [String] {
        let exponents = values.filter { $0 != 0 && $0.isFinite }.map { exponent(of: $0, digits: digits) }
        let plain = (exponents.max() ?? 0) >= -1 ? -5...plainExponents.upperBound : plainExponents
        return values.map { short($0, digits: digits, plainly: exponents.allSatisfy(plain.contains)) }
    }

    /// The exponent of a number after rounding to `digits`: 9.996 with three digits is 10.0.
    private static func exponent(of value: Double, digits: Int) -> Int {
        let exponent = exponent(of: value)
        return abs(value) / power(exponent) >= 10 - 0.5 * power(1 - digits) ? exponent + 1 : exponent
    }

    /// Returns a probability as text that never claims certainty: `0.93`, `0.998`, `> 0.999`.
    package static func probability(_ value: Double) -> String {
        if value > 0.999 { return "> 0.999" }
        if value < 0.001 { return "< 0.001" }
        return fixed(value, decimals: (0.01...0.99).contains(value) ? 2 : 3)
    }

    /// Returns a power of ten.
    static func power(_ exponent: Int) -> Double { pow(10, Double(exponent)) }

    private static func tidy(_ text: String, _ trimmed: Bool) -> String {
        guard trimmed, text.contains(".") else { return text }
        let kept = text.reversed().drop { $0 == "0" }.drop { $0 == "." }
        return String(kept.reversed())
    }
}
