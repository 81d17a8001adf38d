internal import FoundationEssentials

/// Returns a value as JSON on one line. Keys are in alphabetical order, so equal values give equal bytes.
package func jsonText(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
}
