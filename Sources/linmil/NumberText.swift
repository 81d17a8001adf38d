/// Numbers as a person reads them; files keep every digit.
enum NumberText {
    /// A length or coordinate without the fraction that it does not have: `512`, `20.5`.
    static func length(_ length: Double) -> String {
        Int(exactly: length).map { "\($0)" } ?? "\(length)"
    }

    /// Three decimals.
    static func rounded(_ number: Float) -> String {
        "\((Double(number) * 1000).rounded() / 1000)"
    }

    /// Three decimals, never rounded to certainty: no model is sure.
    static func probability(_ probability: Float) -> String {
        if probability > 0.999 { return "> 0.999" }
        if probability < 0.001 { return "< 0.001" }
        return rounded(probability)
    }
}
