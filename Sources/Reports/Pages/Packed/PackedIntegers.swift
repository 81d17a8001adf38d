/// Integers with as few bits each as the largest needs. A number is `from + by * code`, and the codes are packed.
///
/// The lowest bit of a code comes first, and bytes are filled from the lowest bit.
struct PackedIntegers: Sendable, Encodable {
    let from: Int
    /// The greatest common divisor of all differences to `from`.
    let by: Int
    /// The number of bits in each code.
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
