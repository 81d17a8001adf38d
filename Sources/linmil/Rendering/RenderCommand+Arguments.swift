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
}
