internal import ArgumentParser
internal import FoundationEssentials

/// The subcommands and their options, as the argument parser knows them.
struct KnownWords {
    /// A subcommand.
    struct Entry {
        let name: String
        /// Whether the help shows it.
        let isShown: Bool
        let options: [Option]
        /// What is given without an option, such as `features`; nil if there is nothing.
        let argument: String?

        /// The option with a name, such as `--model` or `-o`.
        func option(named name: String) -> Option? { options.first { $0.names.contains(name) } }
    }

    /// An option with all its names.
    struct Option {
        /// Such as `--output` and `-o`, a long one first if there is one.
        let names: [String]
        /// What its value is called; nil for a flag.
        let value: String?

        /// How to give it: `--colormap <name>`.
        var usage: String { names[0] + (value.map { " <\($0)>" } ?? "") }
        /// Its long name without dashes, capitals and punctuation: `tilesize`.
        var key: String { FieldWords.key(names[0]) }
    }

    /// The subcommands, in the order of the help.
    let subcommands: [Entry]
    /// The options of `linmil` itself.
    let options: [Option]

    /// Asks the argument parser; nil if its answer cannot be read.
    init?() {
        guard let page = Self.page(), let known = try? JSONDecoder().decode(Page.self, from: Data(page.utf8)) else {
            return nil
        }
        subcommands = (known.command.subcommands ?? []).map(Entry.init)
        options = Entry(known.command).options
    }

    /// The names of the subcommands that the help shows.
    var names: [String] { subcommands.filter { $0.isShown && $0.name != "help" }.map(\.name) }

    /// Returns the parser's own description of all subcommands, as JSON.
    private static func page() -> String? {
        do {
            _ = try Linmil.parseAsRoot(["--experimental-dump-help"])
            return nil
        } catch {
            return Linmil.message(for: error)
        }
    }

    fileprivate struct Page: Decodable {
        struct Command: Decodable {
            let commandName: String
            let shouldDisplay: Bool
            let subcommands: [Command]?
            let arguments: [Argument]?
        }

        struct Argument: Decodable {
            struct Name: Decodable {
                let kind: String
                let name: String
            }
            let kind: String
            let names: [Name]?
            let valueName: String?
        }

        let command: Command
    }
}

extension KnownWords.Entry {
    fileprivate init(_ command: KnownWords.Page.Command) {
        (name, isShown) = (command.commandName, command.shouldDisplay)
        let arguments = command.arguments ?? []
        argument = arguments.first { $0.kind == "positional" }?.valueName
        options = arguments.compactMap { argument in
            let names = (argument.names ?? []).map { ($0.kind == "long" ? "--" : "-") + $0.name }
            let sorted = names.filter { $0.hasPrefix("--") } + names.filter { !$0.hasPrefix("--") }
            guard !sorted.isEmpty else { return nil }
            return KnownWords.Option(names: sorted, value: argument.kind == "flag" ? nil : argument.valueName)
        }
    }
}
