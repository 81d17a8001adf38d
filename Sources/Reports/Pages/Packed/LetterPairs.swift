/// Bytes as letters of ASCII, 13 bits in two of them: 1.23 letters for each byte, where base64 takes 1.33.
///
/// The 91 letters are the printable ones but `&`, `<`, `"` and the backslash: a script element and a string of JSON hold
/// them as they are. Bits are taken from the lowest; the last letter stands alone where six bits or fewer are left.
struct LetterPairs {
    /// Bits that do not make a pair yet, the next one lowest.
    private var bits = 0
    private var bitCount = 0

    /// The letters by their values.
    static let letters: [UInt8] = (UInt8(ascii: " ")...UInt8(ascii: "~")).filter { !#"&<"\"#.utf8.contains($0) }

    /// All of some bytes.
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        var pairs = LetterPairs()
        return pairs.add(bytes) + pairs.end()
    }

    /// Takes bytes, and returns the letters that are complete.
    mutating func add(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.underestimatedCount * 16 / 13 + 2)
        for byte in bytes {
            bits |= Int(byte) << bitCount
            bitCount += 8
            guard bitCount >= 13 else { continue }
            let pair = bits & 0x1FFF
            text.append(Self.letters[pair % 91])
            text.append(Self.letters[pair / 91])
            bits >>= 13
            bitCount -= 13
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The letters of what is left.
    mutating func end() -> String {
        defer { (bits, bitCount) = (0, 0) }
        guard bitCount > 0 else { return "" }
        let values = bitCount <= 6 ? [bits] : [bits % 91, bits / 91]
        return String(decoding: values.map { Self.letters[$0] }, as: UTF8.self)
    }
}
