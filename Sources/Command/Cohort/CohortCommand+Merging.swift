internal import ArgumentParser

extension CohortCommand {
    /// Refuses words beside `--merge`, which reads a folder's records alone and would ignore them.
    ///
    /// - Parameter arguments: the words of the command line, the subcommand first.
    func requireMergeAlone(_ arguments: [String]) throws {
        guard running.merge != nil, !colors.listColormaps else { return }
        var words = arguments.dropFirst()
        while let word = words.popFirst() {
            if word == "--merge" {
                words = words.dropFirst()
            } else if !word.hasPrefix("--merge=") && word != "--quiet" && word != "-q" {
                let name = word.hasPrefix("--") ? String(word.prefix { $0 != "=" }) : word
                throw ValidationError(
                    "'--merge' joins the tables of a folder, and takes no other option than '--quiet', but '\(Wording.name(name))' "
                        + "is given; leave it out, or run the cohort without '--merge'.")
            }
        }
    }
}
