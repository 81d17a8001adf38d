/// Whole numbers in as few bits as the widest of them takes: `from + by * code`, the codes one after the other.
///
/// A code's lowest bit comes first, in bytes that are filled from their lowest bit.
struct PackedIntegers: Sendable, Encodable {
    let from: Int
    /// The greatest number that divides all distances.
    let by: Int
    /// Of each code.
    let bits: Int
    let count: Int
    let text: String

    /// Packs numbers of at most 32 bits.
    init(_ numbers: [Int]) {
        let (low, high) = (numbers.min() ?? 0, numbers.max() ?? 0)
        let divisor = numbers.reduce(0) { Self.greatestCommonDivisor($0, $1 - low) }
        (from, by, count) = (low, max(divisor, 1), numbers.count)
        bits = Int.bitWidth - ((high - low) / by).leadingZeroBitCount

        var (bytes, rest, restCount) = ([UInt8](), 0, 0)
        bytes.reserveCapacity(count * bits / 8 + 1)
        for number in numbers {
            rest |= ((number - low) / by) << restCount
            restCount += bits
            while restCount >= 8 {
                bytes.append(UInt8(truncatingIfNeeded: rest))
                rest >>= 8
                restCount -= 8
            }
        }
        if restCount > 0 { bytes.append(UInt8(truncatingIfNeeded: rest)) }
        text = LetterPairs.text(bytes)
    }

    private static func greatestCommonDivisor(_ first: Int, _ second: Int) -> Int {
        var (first, second) = (first, second)
        while second != 0 { (first, second) = (second, first % second) }
        return first
    }
}
