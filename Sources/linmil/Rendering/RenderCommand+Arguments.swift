internal import ArgumentParser

/// How other commands have a slide drawn: by the words that a person would type.
extension RenderCommand {
    /// Reads arguments as the command line does.
    static func parsed(_ arguments: [String]) throws -> RenderCommand {
        guard let command = try parseAsRoot(RangeArguments.joined(arguments)) as? RenderCommand else {
            throw ValidationError("The options of a slide are none of 'render'.")
        }
        return command
    }

    /// The error's own sentence, or the parser's for arguments.
    static func words(for error: any Error) -> String {
        guard exitCode(for: error) == .validationFailure else { return "\(error)" }
        return message(for: error).split(separator: "\n").first.map(String.init) ?? "\(error)"
    }
}
