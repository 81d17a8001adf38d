/// A text as part of a file name that can never lead out of a folder.
package struct SafeName: Sendable, Equatable {
    /// Letters, digits, spaces and `._-+()` stay; a leading dot and every other byte become `%XX`. Two different texts never
    /// become the same name.
    package let text: String

    private static let longest = 180

    /// Makes a name of any text.
    package init(_ name: String) {
        var text = ""
        for (place, byte) in PathText.bytes(of: name).enumerated() {
            let character = Character(UnicodeScalar(byte))
            let isPlain =
                character.isASCII && (character.isLetter || character.isNumber || " ._-+()".contains(character))
                && !(place == 0 && character == ".")
            text += isPlain ? String(character) : Self.escaped(byte)
        }
        if text.utf8.count > Self.longest {
            // The cut may fall inside a %XX. That is harmless, because the checksum keeps names apart.
            text = text.prefix(Self.longest - 17) + "~" + String(Self.checksum(name), radix: 16)
        }
        self.text = text
    }

    private static func escaped(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return "%" + (digits.count < 2 ? "0" : "") + digits
    }

    /// Returns the FNV-1a hash of a name. Unlike Swift's own hash, it is the same in every process.
    package static func checksum(_ name: String) -> UInt64 {
        name.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
