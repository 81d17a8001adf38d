/// Encodes bytes as ASCII letters, 13 bits in two letters: 1.23 letters per byte, where base64 needs 1.33.
///
/// The 91 letters are all printable ones except `&`, `<`, `"` and the backslash, so a script element and a JSON string
/// contain them unescaped. The lowest bits come first. If six bits or fewer are left, the last letter stands alone.
enum LetterPairs {
    /// The letters, by value.
    static let letters: [UInt8] = (UInt8(ascii: " ")...UInt8(ascii: "~")).filter { !#"&<"\"#.utf8.contains($0) }

    static func text(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 16 / 13 + 2)
        // Bits that do not fill a pair yet. The next one is the lowest.
        var (bits, bitCount) = (0, 0)
        for byte in bytes {
            bits |= Int(byte) << bitCount
            bitCount += 8
            guard bitCount >= 13 else { continue }
            let pair = bits & 0x1FFF
            text.append(letters[pair % 91])
            text.append(letters[pair / 91])
            bits >>= 13
            bitCount -= 13
        }
        if bitCount > 0 { text.append(letters[bits % 91]) }
        if bitCount > 6 { text.append(letters[bits / 91]) }
        return String(decoding: text, as: UTF8.self)
    }
}
