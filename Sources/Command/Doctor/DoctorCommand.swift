internal import ArgumentParser
internal import Results

/// `linmil doctor`: shows what is installed and used, and tries it on built-in data.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Show what linmil finds on this machine, and test it on built-in data.",
        discussion: """
            The page shows the processor's instruction sets, the cores and the memory that this process may use, and the \
            libraries that are installed or missing. The self-test compares scores with those of PyTorch, on every \
            instruction set that the machine has. It takes about a second, reads no file of yours, and ends in OK.

              linmil doctor
            """)

    @Flag(help: "Write one JSON object to standard output.")
    var json = false

    func run() throws {
        let libraries = LibraryUse.all()
        let test = SelfTest(libraries)
        let page = DoctorPage(libraries, test)
        if json { try Terminal.print(json: try jsonText(page)) } else { try Terminal.print(page.text) }
        if let failure = test.failure { throw DoctorError.selfTest(name: failure.name, words: failure.words) }
    }
}

/// Why `doctor` fails.
enum DoctorError: Error, Equatable, CustomStringConvertible {
    /// A check of the self-test failed.
    case selfTest(name: String, words: String)

    var description: String {
        switch self {
        case .selfTest(let name, let words):
            "the self-test failed (\(name): \(words)), so results of this program cannot be trusted on this machine; install "
                + "it again, and if that does not help, report it with the output of 'linmil doctor'"
        }
    }
}
