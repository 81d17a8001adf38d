/// Something in a file's structure that no writer leaves there. The words are the end of a sentence about the file.
struct StructureDamage: Error, Equatable {
    let cause: String

    init(_ cause: String) { self.cause = cause }

    /// Fewer bytes than a structure needs.
    static func cut(_ part: String) -> StructureDamage { StructureDamage("\(part) is shorter than what it holds") }
    /// An address at which the file has nothing, or too little.
    static func beyond(_ part: String) -> StructureDamage { StructureDamage("\(part) lies beyond the end of the file") }
    /// A structure that leads back to itself.
    static func cycle(_ part: String) -> StructureDamage { StructureDamage("\(part) points back to itself") }
    static func checksum(_ part: String) -> StructureDamage { StructureDamage("\(part) does not fit its checksum") }
    static func sign(_ part: String) -> StructureDamage { StructureDamage("\(part) is not where it should be") }
}

/// Addresses of all ones lead nowhere.
let undefinedAddress = UInt64.max
