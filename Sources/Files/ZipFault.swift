/// A rule of the zip format that an archive breaks.
package enum ZipFault: Error, Equatable {
    case noEnd
    case noZip64End
    case directoryOutside(size: Int, start: Int, fileSize: Int)
    case directoryBreaksOff(at: Int)
    case unlikeSizes(String, stored: Int, full: Int)
    case noRecord(String, size: Int, at: Int)
    case twice(String)
    case overlap(at: Int)

    /// What was found, and what was expected, for an error that names the file.
    ///
    /// - Parameter quoted: makes a record's name fit for a message.
    package func words(_ quoted: (String) -> String) -> (found: String, expected: String) {
        switch self {
        case .noEnd: ("its archive has no end record", "a complete zip archive, not a part of one")
        case .noZip64End: ("its archive's zip64 end record is missing", "one where the locator says")
        case .directoryOutside(let size, let start, let fileSize):
            (
                "its archive's directory claims \(size) bytes at \(start) of a file of \(fileSize)",
                "a directory inside the file"
            )
        case .directoryBreaksOff(let position):
            ("its archive's directory breaks off at byte \(position)", "one entry for each record")
        case .unlikeSizes(let name, let stored, let full):
            (
                "its archive's record \(quoted(name)) claims \(stored) bytes stored of \(full)",
                "equal sizes for a stored record"
            )
        case .noRecord(let name, let size, let offset):
            (
                "its archive has no record \(quoted(name)) of \(size) bytes at byte \(offset)",
                "the record where the directory says"
            )
        case .twice(let name): ("its archive has two records \(quoted(name))", "one of each name")
        case .overlap(let position): ("its archive's records overlap at byte \(position)", "separate records")
        }
    }
}
