internal import Files
internal import Foundation

/// A slide's name, and a file name made from it that can never lead out of a folder.
struct SlideIdentifier {
    /// The slide's name in the cohort.
    let name: String
    /// The name for files. Letters, digits, spaces and `._-+()` stay; a leading dot and every other byte become `%XX`.
    /// Two different names never get the same file name.
    let file: String

    private static let longest = 180

    init(_ name: String) {
        self.name = name
        var file = ""
        for (place, byte) in PathText.bytes(of: name).enumerated() {
            let character = Character(UnicodeScalar(byte))
            let isPlain =
                character.isASCII && (character.isLetter || character.isNumber || " ._-+()".contains(character))
                && !(place == 0 && character == ".")
            file += isPlain ? String(character) : String(format: "%%%02X", byte)
        }
        if file.utf8.count > Self.longest {
            // The cut may fall inside a %XX. That is harmless, because the checksum keeps names apart.
            let checksum = Self.checksum(name)
            file = file.prefix(Self.longest - 17) + "~" + String(checksum, radix: 16)
        }
        self.file = file
    }

    /// Returns the FNV-1a hash of a name. Unlike Swift's own hash, it is the same in every process.
    static func checksum(_ name: String) -> UInt64 {
        name.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
