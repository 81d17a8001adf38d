/// A few words for people. A class's name stands between words that need no care: it may be long, hold any character, or be
/// written from right to left.
public struct Phrase: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The words before the name.
    public let before: String
    /// The name; empty if there is none.
    public let name: String
    /// The words after the name.
    public let after: String

    /// Puts a name between words.
    public init(_ before: String, name: String = "", _ after: String = "") {
        (self.before, self.name, self.after) = (before, name, after)
    }

    /// Takes words without a name.
    public init(stringLiteral words: String) { self.init(words) }

    /// The whole phrase.
    public var description: String { before + name + after }

    /// The phrase within other words.
    public func within(_ start: String, _ end: String = "") -> Phrase {
        Phrase(start + before, name: name, after + end)
    }
}
