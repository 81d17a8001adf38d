/// Reads a template's text from front to back.
struct PageTemplateReader {
    private var rest: Substring

    init(_ text: String) { rest = text[...] }

    /// Returns the parts up to the end of a section, or of the text for nil.
    mutating func parts(of section: String?) -> [PageTemplate.Part] {
        var parts: [PageTemplate.Part] = []
        while let start = rest.firstRange(of: "{{") {
            var before = rest[..<start.lowerBound]
            let isFirst = before.startIndex == rest.base.startIndex || rest.base[..<before.startIndex].last == "\n"
            let line = before.lastIndex(of: "\n").map { before[before.index(after: $0)...] } ?? before
            rest = rest[start.upperBound...]
            let isPlain = rest.first == "{"
            if isPlain { rest.removeFirst() }
            guard let end = rest.firstRange(of: isPlain ? "}}}" : "}}") else {
                preconditionFailure("the template has a mark without an end: \(rest.prefix(40))")
            }
            let mark = rest[..<end.lowerBound]
            rest = rest[end.upperBound...]
            let kind = mark.first.flatMap { "#^/".contains($0) ? $0 : nil }
            if kind != nil, line.allSatisfy({ $0 == " " }), line.startIndex > before.startIndex || isFirst,
                rest.first == "\n"
            {
                before = before[..<line.startIndex]
                rest.removeFirst()
            }
            if !before.isEmpty { parts.append(.text(String(before))) }
            let name = kind == nil ? String(mark) : String(mark.dropFirst())
            switch kind {
            case "/":
                precondition(name == section, "the template ends '\(name)' inside '\(section ?? "no section")'")
                return parts
            case nil: parts.append(.value(Self.path(name), escaped: !isPlain))
            case let kind: parts.append(.section(Self.path(name), self.parts(of: name), inverted: kind == "^"))
            }
        }
        precondition(section == nil, "the template does not end '\(section ?? "")'")
        parts.append(.text(String(rest)))
        rest = ""
        return parts
    }

    /// Splits a name at its dots.
    private static func path(_ name: String) -> [String] { name.split(separator: ".").map(String.init) }
}
