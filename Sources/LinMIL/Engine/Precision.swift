/// The numbers in which a model multiplies its weights. Sums, norms and everything else are float32.
public enum Precision: String, Sendable, Codable, CaseIterable {
    /// Single precision: 24 bits.
    case float32
    /// Weights and the numbers that they are multiplied with are rounded to 8 bits; their products are exact and are summed in
    /// float32. Nearly twice as fast on processors that have AVX-512 BF16. Every processor gives the same numbers.
    case bfloat16 = "bf16"
}

extension Precision {
    /// Returns the precision in which these scores are computed together: float32 if this one does not keep the order of one of
    /// them.
    package func computing(_ kinds: some Sequence<Score.Kind>) -> Precision {
        self == .bfloat16 && kinds.contains { !$0.holdsInBFloat16 } ? .float32 : self
    }
}
