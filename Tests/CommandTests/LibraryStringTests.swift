import Foundation
import Testing

/// Libraries do not know the command, so their messages name none of its options.
@Suite struct `The messages of libraries` {
    private static let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Sources")

    @Test func `name no option of the command`() throws {
        let names = try #require(FileManager.default.enumerator(atPath: Self.sources.path)).compactMap { $0 as? String }
        let files = names.filter { $0.hasSuffix(".swift") && !$0.hasPrefix("linmil/") }
        #expect(files.count > 100)
        for file in files {
            let text = try String(contentsOf: Self.sources.appending(path: file), encoding: .utf8)
            for literal in SwiftText.literals(of: text) where Self.namesAnOption(literal) {
                Issue.record("Sources/\(file): \"\(literal)\"")
            }
        }
    }

    @Test func `are found in the source as the compiler finds them`() {
        let source = #"""
            // "a comment" /// "another"
            let a = "one \(b ? "two" : "three")" + "four \"five\" // six"
            let b = """
                seven "eight"
                nine \
                ten
                """
            """#
        let literals = SwiftText.literals(of: source)
        #expect(literals.prefix(4) == ["two", "three", "one ", "four \\\"five\\\" // six"])
        #expect(literals.count == 5 && literals[4].contains("seven \"eight\"") && literals[4].contains("ten"))
    }

    @Test(arguments: [
        ("give --tile-size", true), ("(--coords patches/ID.h5)", true), ("write it with -o X.json", true),
        ("leave the option out", true), ("give the tile side", false), ("a - b -- c", false),
        ("two-dimensional", false),
    ])
    func `are searched for options`(literal: String, expected: Bool) {
        #expect(Self.namesAnOption(literal) == expected)
    }

    private static func namesAnOption(_ literal: String) -> Bool {
        literal.contains(/--[a-z]|(^|\s|\()-[a-z]\b|\boptions?\b/)
    }
}

/// Swift source, as far as string literals are concerned.
private enum SwiftText {
    /// Returns the string literals without interpolations. A literal inside an interpolation comes before the one
    /// around it.
    static func literals(of source: String) -> [String] {
        var (rest, found) = (Array(source)[...], [String]())
        readCode(&rest, until: nil, into: &found)
        return found
    }

    private static func readCode(_ rest: inout ArraySlice<Character>, until end: Character?, into found: inout [String])
    {
        var depth = 0
        while let character = rest.first {
            if rest.starts(with: "//") {
                rest = rest.drop { !$0.isNewline }
            } else if character == "\"" {
                readLiteral(&rest, into: &found)
            } else {
                rest.removeFirst()
                if character == "(" { depth += 1 }
                if character == ")" {
                    if depth == 0, end == ")" { return }
                    depth -= 1
                }
            }
        }
    }

    private static func readLiteral(_ rest: inout ArraySlice<Character>, into found: inout [String]) {
        let quote = rest.starts(with: "\"\"\"") ? "\"\"\"" : "\""
        rest.removeFirst(quote.count)
        var text = ""
        while let character = rest.first {
            if rest.starts(with: quote) {
                rest.removeFirst(quote.count)
                break
            }
            rest.removeFirst()
            if character == "\\", rest.first == "(" {
                rest.removeFirst()
                readCode(&rest, until: ")", into: &found)
            } else {
                text.append(character)
                if character == "\\", let escaped = rest.popFirst() { text.append(escaped) }
            }
        }
        found.append(text)
    }
}
