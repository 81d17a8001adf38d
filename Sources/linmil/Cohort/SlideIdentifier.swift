internal import Foundation

/// A slide's name as a name of files: it never leads out of a folder, whatever the name is.
struct SlideIdentifier {
    /// What the cohort calls the slide.
    let name: String
    /// The name in files: letters, digits, spaces and `._-+()` stay, every other byte and a dot in front become `%XX`. Two
    /// names never give one file.
    let file: String

    private static let longest = 180

    init(_ name: String) {
        self.name = name
        var file = ""
        for (place, byte) in name.utf8.enumerated() {
            let character = Character(UnicodeScalar(byte))
            let isPlain =
                character.isASCII && (character.isLetter || character.isNumber || " ._-+()".contains(character))
                && !(place == 0 && character == ".")
            file += isPlain ? String(character) : String(format: "%%%02X", byte)
        }
        if file.utf8.count > Self.longest {
            // The end may be cut inside a %XX; the checksum keeps names apart.
            let checksum = Self.checksum(name)
            file = file.prefix(Self.longest - 17) + "~" + String(checksum, radix: 16)
        }
        self.file = file
    }

    /// FNV-1a of a name: the same in every process, unlike Swift's own hash.
    static func checksum(_ name: String) -> UInt64 {
        name.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
