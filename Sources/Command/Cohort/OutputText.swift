internal import Files
internal import Reports
internal import Results

/// A JSON or text file of a cohort. It appears whole or not at all.
struct OutputText: ~Copyable {
    private var file: OutputFile

    init(path: String) throws { file = try OutputFile(path: path) }

    /// Writes a value as JSON on one line.
    consuming func write(_ value: some Encodable) throws {
        try write(text: jsonText(value) + "\n")
    }

    /// Writes a text.
    consuming func write(text: String) throws {
        var file = file
        try file.write(text)
        try file.commit()
    }
}
