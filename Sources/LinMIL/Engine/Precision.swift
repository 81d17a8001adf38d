/// The numbers in which a model multiplies its weights. Sums, norms and everything else are float32.
public enum Precision: String, Sendable, Codable, CaseIterable {
    /// Single precision: 24 bits.
    case float32
    /// Weights and the numbers that they are multiplied with are rounded to 8 bits; their products are exact and are summed in
    /// float32. Nearly twice as fast on processors that have AVX-512 BF16. Every processor gives the same numbers.
    case bfloat16 = "bf16"
}
