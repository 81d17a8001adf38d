internal import Rendering

/// The page's text with places for values, in the part of Mustache's language that the page needs.
///
/// - `{{name}}` is a value's text, escaped for HTML; `{{{name}}}` is not escaped; `{{.}}` is the value itself, and `{{a.b}}` a
///   value in a value.
/// - `{{#name}}...{{/name}}` is there if the value is true, and once for each value of an array.
/// - `{{^name}}...{{/name}}` is there if the value is false, or the array is empty.
///
/// A name is a stored property of the value at hand, or of one around it. A line with only such a mark leaves no empty line.
/// The template is a part of the program, so a mistake in it ends the program.
struct PageTemplate {
    private let parts: [Part]

    /// Reads a template.
    init(_ text: String) {
        var reader = PageTemplateReader(text)
        parts = reader.parts(of: nil)
    }

    /// Fills the template with a value's stored properties.
    func render(_ value: Any) -> String {
        var text = ""
        Self.write(parts, Values([Properties(value)]), to: &text)
        return text
    }

    /// A part of a template. Names are split at their dots; `.` has none.
    enum Part {
        case text(String)
        case value([String], escaped: Bool)
        case section([String], [Part], inverted: Bool)
    }

    private static func write(_ parts: [Part], _ values: Values, to text: inout String) {
        for part in parts {
            switch part {
            case .text(let words): text += words
            case .value(let name, let escaped):
                let value = "\(values[name])"
                text += escaped ? Markup.escaped(value) : value
            case .section(let name, let inner, let inverted):
                switch values[name] {
                case let isThere as Bool: if isThere != inverted { write(inner, values, to: &text) }
                case let array as [Any] where inverted: if array.isEmpty { write(inner, values, to: &text) }
                case let array as [Any]:
                    for value in array { write(inner, values.inside(Properties(value)), to: &text) }
                case let other: preconditionFailure("the section '\(name)' is \(other), which is no Bool or array")
                }
            }
        }
    }
}

/// A value with its stored properties.
private struct Properties {
    let value: Any
    private let properties: [String: Any]

    init(_ value: Any) {
        self.value = value
        let named = Mirror(reflecting: value).children.compactMap { child in child.label.map { ($0, child.value) } }
        properties = Dictionary(named) { first, _ in first }
    }

    subscript(name: String) -> Any? { properties[name] }
}

/// The value at hand, last, and those around it.
private struct Values {
    private let stack: [Properties]

    init(_ stack: [Properties]) { self.stack = stack }

    func inside(_ value: Properties) -> Values { Values(stack + [value]) }

    /// The value of a name.
    subscript(name: [String]) -> Any {
        guard let first = name.first else { return stack[stack.count - 1].value }
        guard let found = stack.reversed().lazy.compactMap({ $0[first] }).first else { Self.lacks(name) }
        return name.dropFirst().reduce(found) { value, name in
            guard let inner = Properties(value)[name] else { Self.lacks([name]) }
            return inner
        }
    }

    private static func lacks(_ name: [String]) -> Never {
        preconditionFailure("the page has no value '\(name.joined(separator: "."))'")
    }
}
