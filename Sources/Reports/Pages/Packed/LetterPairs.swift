/// Bytes as letters of ASCII, 13 bits in two of them: 1.23 letters for each byte, where base64 takes 1.33.
///
/// The 91 letters are the printable ones but `&`, `<`, `"` and the backslash: a script element and a string of JSON hold
/// them as they are. Bits are taken from the lowest; the last letter stands alone where six bits or fewer are left.
enum LetterPairs {
    /// The letters by their values.
    static let letters: [UInt8] = (UInt8(ascii: " ")...UInt8(ascii: "~")).filter { !#"&<"\"#.utf8.contains($0) }

    static func text(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 16 / 13 + 2)
        // Bits that do not make a pair yet, the next one lowest.
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
