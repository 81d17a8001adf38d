internal import Files

/// A slide's name, and a file name made from it that can never lead out of a folder.
struct SlideIdentifier {
    /// The slide's name in the cohort.
    let name: String
    /// The name for files. Two different names never get the same file name.
    let file: String

    init(_ name: String) { (self.name, file) = (name, SafeName(name).text) }
}
