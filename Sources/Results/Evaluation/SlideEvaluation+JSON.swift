internal import Files

extension SlideEvaluation {
    /// Returns the evaluation as JSON on one line, with keys in alphabetical order.
    public func json() throws -> String { try jsonText(self) }

    /// Writes the evaluation as JSON, to a file that appears whole or not at all.
    public func write(to path: String) throws {
        var file = try OutputFile(path: path)
        try file.write(json())
        try file.write("\n")
        try file.commit()
    }
}
