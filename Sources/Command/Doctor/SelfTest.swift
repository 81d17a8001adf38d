internal import Files
internal import LinMIL
internal import Machine
internal import Rendering

/// Runs linmil on built-in data and compares it with numbers that other programs computed.
struct SelfTest {
    /// One thing that was tried.
    struct Check: Encodable {
        enum Outcome: String, Encodable {
            case ok = "OK"
            case failed
            case skipped = "not tried"
        }

        let name: String
        let outcome: Outcome
        /// What was compared, or why it failed or was not tried.
        let words: String
    }

    /// What is wrong: what was found, and what was expected.
    struct Fault: Error, CustomStringConvertible {
        let description: String

        init(_ description: String) { self.description = description }
    }

    /// Something that the test needs is not installed, or not allowed.
    struct Skipped: Error {
        let reason: String
    }

    private(set) var checks: [Check] = []

    /// Tries everything that does not need a missing library.
    init(_ libraries: [LibraryUse]) {
        let numbers = ModelNumbers()
        for set in InstructionSet.usable {
            attempt("model, \(set.name)") {
                if SelfTestFault.skipsModels { throw Skipped(reason: "a test does without it") }
                return try numbers.compare(set)
            }
        }
        attempt("model, bfloat16 weights") { try numbers.compareRounded() }
        let threads = max(2, Cores.usable)
        attempt("model, \(threads) threads") { try numbers.compareThreads(threads) }
        attempt("picture") { try SelfTestPicture.compare() }
        attempt("HDF5 file", SelfTestFiles.compareHDF5)
        let missing = libraries.filter(\.isMissing).map(\.library.name)
        attempt("JPEG picture", without: "libturbojpeg", of: missing, SelfTestFiles.compareJPEG)
        attempt("text of figures", without: "librsvg", "font", of: missing, SelfTestFiles.compareText)
    }

    /// Runs one check, unless a library that it needs is missing.
    private mutating func attempt(
        _ name: String, without libraries: String..., of missing: [String], _ check: () throws -> String
    ) {
        attempt(name) {
            if let library = libraries.first(where: missing.contains) {
                throw Skipped(reason: "\(library) is missing")
            }
            return try check()
        }
    }

    /// Runs one check; it returns in words what it compared.
    private mutating func attempt(_ name: String, _ check: () throws -> String) {
        do {
            checks.append(Check(name: name, outcome: .ok, words: try check()))
        } catch let skipped as Skipped {
            checks.append(Check(name: name, outcome: .skipped, words: skipped.reason))
        } catch {
            checks.append(Check(name: name, outcome: .failed, words: "\(error)"))
        }
    }

    /// The first thing that failed.
    var failure: Check? { checks.first { $0.outcome == .failed } }
}
