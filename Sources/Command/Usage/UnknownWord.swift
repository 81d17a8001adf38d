/// A word on the command line that no subcommand or option has, and what is probably meant.
///
/// The argument parser reads options before it misses a subcommand, and checks values before it misses an option. So its error
/// can be about something else: of `linmil rendr a.h5 --model m.pt` it calls `--model` unknown.
struct UnknownWord {
    /// One sentence, and what helps: `Unknown option '--cmap'. Did you mean '--colormap <name>'?`
    let message: String

    /// Finds the first unknown word.
    ///
    /// - Parameter arguments: the words after the program's name.
    init?(in arguments: [String], _ known: KnownWords) {
        guard let first = arguments.first else { return nil }
        if first.hasPrefix("-") {
            guard let name = Self.unknownOption(in: [first], known.options) else { return nil }
            message = Self.sentence(name, Self.misplaced(name, known))
        } else if let subcommand = known.subcommands.first(where: { $0.name == first }) {
            guard subcommand.isShown, subcommand.name != "help",
                let name = Self.unknownOption(in: Array(arguments.dropFirst()), subcommand.options)
            else { return nil }
            message = Self.sentence(name, Self.meant(by: name, of: subcommand, known))
        } else {
            let key = FieldWords.key(first)
            let meant =
                FieldWords.subcommands[key].flatMap { known.names.contains($0) ? $0 : nil }
                ?? WordDistance.nearest(to: key, among: known.names)
            let help = "The subcommands are " + Wording.list(known.names, "and")
            message =
                "Unexpected argument '\(Wording.name(first))'. "
                + (meant.map { "Did you mean 'linmil \($0)'?" } ?? help)
        }
    }

    /// Returns the first word that looks like an option and is none, without its value; nil if there is none.
    private static func unknownOption(in words: [String], _ options: [KnownWords.Option]) -> String? {
        let names = Set(options.flatMap(\.names))
        let flags = Set(options.filter { $0.value == nil }.flatMap(\.names))
        for word in words.prefix(while: { $0 != "--" }) where word.hasPrefix("-") && word != "-" {
            let name = String(word.prefix { $0 != "=" })
            let isKnown =
                names.contains(name) || hidden.contains(name)
                // Several flags of one letter.
                || (!name.hasPrefix("--") && name.dropFirst().allSatisfy { flags.contains("-\($0)") })
            if !isKnown, Double(word) == nil { return name }
        }
        return nil
    }

    /// The parser's own options that no help shows.
    private static let hidden: Set<String> = [
        "-help", "--help-hidden", "-help-hidden", "--generate-completion-script", "--experimental-dump-help",
    ]

    private static func sentence(_ name: String, _ hint: String?) -> String {
        "Unknown option '\(Wording.name(name))'" + (hint.map { ". " + $0 } ?? "")
    }

    /// What helps with an option before the subcommand.
    private static func misplaced(_ name: String, _ known: KnownWords) -> String? {
        known.subcommands.lazy.filter(\.isShown).compactMap { subcommand in
            subcommand.option(named: name).map {
                "Give it after a subcommand, as in 'linmil \(subcommand.name) \($0.usage)'"
            }
        }.first
    }

    /// What helps with an option that a subcommand does not have. It never names one that the subcommand does not have.
    private static func meant(
        by name: String, of subcommand: KnownWords.Entry, _ known: KnownWords
    ) -> String? {
        let key = FieldWords.key(name)
        func option(_ key: String?) -> KnownWords.Option? {
            key.flatMap { key in subcommand.options.first { $0.key == key } }
        }
        func suggestion(_ option: KnownWords.Option) -> String { "Did you mean '\(option.usage)'?" }

        if let same = option(key) { return suggestion(same) }
        for meant in FieldWords.options[key] ?? [] {
            let parts = meant.split(separator: "=").map(String.init)
            if let option = option(FieldWords.key(parts[0])), parts.count == 1 || option.value == parts[1] {
                return suggestion(option)
            }
            if meant == FieldWords.argument, let argument = subcommand.argument {
                return "Give <\(argument)> without an option: 'linmil \(subcommand.name) <\(argument)>'"
            }
        }
        let others = known.subcommands.filter { $0.isShown && $0.option(named: name) != nil }
        guard others.isEmpty else {
            return "It is an option of " + Wording.list(others.map { "'linmil \($0.name)'" }, "and")
        }
        return option(WordDistance.nearest(to: key, among: subcommand.options.map(\.key))).map(suggestion)
    }
}
