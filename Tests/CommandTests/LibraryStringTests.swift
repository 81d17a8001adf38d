import Foundation
import Testing

/// Libraries do not know the command, so their messages name none of its options.
@Suite struct `The messages of libraries` {
    private static let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Sources")

    @Test func `name no option of the command`() throws {
        let names = try #require(FileManager.default.enumerator(atPath: Self.sources.path)).compactMap { $0 as? String }
        let files = names.filter { $0.hasSuffix(".swift") && !$0.hasPrefix("linmil/") && !$0.hasPrefix("Command/") }
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
        ("two-dimensional", false), ("raise the limit (ulimit -v)", false),
    ])
    func `are searched for options`(literal: String, expected: Bool) {
        #expect(Self.namesAnOption(literal) == expected)
    }

    private static func namesAnOption(_ literal: String) -> Bool {
        // What a shell is given is no option of the command.
        literal.replacing("ulimit -v", with: "").contains(/--[a-z]|(^|\s|\()-[a-z]\b|\boptions?\b/)
    }
}

/// Swift source, as far as its string literals are concerned.
private struct SwiftText {
    private let bytes: [UInt8]
    private var place = 0
    private var found: [String] = []

    /// Returns the string literals, those inside of another's interpolation before it; interpolations are left out.
    static func literals(of source: String) -> [String] {
        var text = SwiftText(bytes: Array(source.utf8))
        text.readCode()
        return text.found
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private func isAt(_ word: String) -> Bool { bytes[place...].starts(with: word.utf8) }

    /// Reads to the end, or to the parenthesis that closes an interpolation.
    private mutating func readCode(isInterpolation: Bool = false) {
        var depth = 0
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "/") where isAt("//"):
                place = bytes[place...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
                continue
            case UInt8(ascii: "\""):
                readLiteral()
                continue
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")") where isInterpolation && depth == 0:
                place += 1
                return
            case UInt8(ascii: ")"): depth -= 1
            default: break
            }
            place += 1
        }
    }

    private mutating func readLiteral() {
        let quote = isAt("\"\"\"") ? "\"\"\"" : "\""
        place += quote.utf8.count
        var text: [UInt8] = []
        while place < bytes.count, !isAt(quote) {
            if isAt("\\(") {
                place += 2
                readCode(isInterpolation: true)
                continue
            }
            let count = bytes[place] == UInt8(ascii: "\\") ? 2 : 1
            text += bytes[place..<min(place + count, bytes.count)]
            place += count
        }
        place += quote.utf8.count
        found.append(String(decoding: text, as: UTF8.self))
    }
}
