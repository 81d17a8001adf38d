internal import Files
internal import Rendering

/// An output that is one of the inputs, perhaps under another name.
struct OverwrittenInput: Error, CustomStringConvertible {
    let path: String
    /// Which input it is.
    let what: String

    var description: String { sentence.text }

    /// What was found and expected, and what to do.
    var sentence: ErrorSentence {
        ErrorSentence(
            "\(path): is \(what), which the output would overwrite, expected another file",
            remedy: "choose another output")
    }
}

extension SlideSources {
    /// Refuses to overwrite a file that is read.
    func requireOtherFile(_ path: String) throws(OverwrittenInput) {
        guard let output = FileIdentity(of: path) else { return }
        let regions = ((regions?.only ?? []) + (regions?.without ?? [])).map { (Optional($0), "a file of regions") }
        let models = (model?.paths ?? []).map { (Optional($0), "the model") }
        for (input, what) in [
            (features, "the features file"), (coordinates, "the coordinates file"), (wholeSlide, "the slide"),
            (thumbnail, "the thumbnail"),
        ] + models + regions {
            if let input, FileIdentity(of: input) == output { throw OverwrittenInput(path: path, what: what) }
        }
    }
}
