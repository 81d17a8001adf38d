/// Why scores cannot be written although they are there.
enum ScoreError: Error, CustomStringConvertible {
    /// The output is one of the inputs, by whatever name.
    case overwritesInput(path: String, what: String)
    /// Ranks or values cannot be made of the scores.
    case notNormalizable(path: String, reason: String)

    var description: String {
        switch self {
        case .overwritesInput(let path, let what):
            "\(path): this is \(what) itself, which the scores would replace, expected another file; choose another output"
        case .notNormalizable(let path, let reason): "\(path): \(reason)"
        }
    }
}
