internal import ArgumentParser

/// Parses the options of a list's rows, the same words once: parsing takes milliseconds, and a list of thousands of slides has
/// few different options.
struct RowOptionParser {
    private var parsed: [[String]: Result<RowOptions, Refusal>] = [:]

    /// Options that a slide cannot be drawn with.
    struct Refusal: Error {
        let sentence: String
    }

    /// Returns a row's options; nil if it has none.
    mutating func options(in words: [String]) throws(Refusal) -> RowOptions? {
        if words.isEmpty { return nil }
        if let known = parsed[words] { return try known.get() }
        let result = Self.parse(words)
        parsed[words] = result
        return try result.get()
    }

    private static func parse(_ words: [String]) -> Result<RowOptions, Refusal> {
        do {
            return .success(try RowOptions.parse(words))
        } catch {
            let message = RowOptions.message(for: error).split(separator: "\n").first
            return .failure(Refusal(sentence: message.map(String.init) ?? "\(error)"))
        }
    }
}
