internal import Files

/// What `doctor` shows, as text or as JSON.
struct DoctorPage: Encodable {
    let version = Linmil.version
    let program = LoadedCode.ownFile
    let machine = UsableMachine()
    let libraries: [LibraryUse]
    let selfTest: [SelfTest.Check]
    let isOK: Bool

    init(_ libraries: [LibraryUse], _ test: SelfTest) {
        self.libraries = libraries
        selfTest = test.checks
        isOK = test.failure == nil
    }

    /// The page as text for a terminal of 80 columns.
    var text: String {
        let lines = DoctorLines()
        lines.title("linmil \(version)")
        if let program { lines.add("program", program) }
        for fact in machine.facts { lines.add(fact.name, fact.value) }

        lines.title("Libraries")
        for use in libraries where !use.isMissing {
            let library = use.library
            if let replacement = use.replacement, library.missing != nil {
                lines.add(library.name, "not installed; instead \(replacement): \(use.purpose)")
                continue
            }
            lines.add(library.name, "\(library.version.map { "\($0): " } ?? "")\(use.purpose)")
            if let formats = use.formats { lines.add("", formats.joined(separator: ", ")) }
            lines.add("", library.path ?? "part of the program")
        }

        let missing = libraries.filter(\.isMissing)
        lines.title(missing.isEmpty ? "Nothing is missing" : "Missing")
        for use in missing {
            guard let missing = use.library.missing else { continue }
            lines.add(use.library.name, "needed for \(use.purpose)")
            lines.add("", missing.remedy)
            lines.add("", missing.reason)
        }

        lines.title("Self-test: models of all four attentions, forward and backward")
        for check in selfTest { lines.add(check.name, "\(check.outcome.rawValue): \(check.words)", width: 24) }
        lines.end(isOK ? "OK" : "FAILED")
        return lines.text
    }
}

/// Lines of names and values for a terminal of 80 columns. Values go on below themselves.
private final class DoctorLines {
    private var lines: [String] = []

    /// The lines so far.
    var text: String { lines.joined(separator: "\n") }

    /// Begins a group.
    func title(_ title: String) { lines += lines.isEmpty ? [title] : ["", title] }

    /// Ends the page.
    func end(_ word: String) { lines += ["", word] }

    /// Adds a name and its value.
    ///
    /// - Parameter width: the width of the column of names.
    func add(_ name: String, _ value: String, width: Int = 13) {
        var line = "  " + name + String(repeating: " ", count: max(1, width - name.count))
        let indentation = String(repeating: " ", count: width + 2)
        var isFirst = true
        for word in value.split(separator: " ") {
            if !isFirst, line.count + 1 + word.count > 80 {
                lines.append(line)
                line = indentation + word
            } else {
                line += (isFirst ? "" : " ") + word
            }
            isFirst = false
        }
        lines.append(line)
    }
}
