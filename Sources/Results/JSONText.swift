internal import Files
internal import FoundationEssentials

/// Returns a value as JSON on one line. Keys are in alphabetical order, so equal values give equal bytes.
package func jsonText(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return PathText.stored(String(decoding: try encoder.encode(value), as: UTF8.self))
}

/// Reads JSON with file names in it.
package func jsonValue<Value: Decodable>(_ type: Value.Type = Value.self, from json: some Collection<UInt8>) throws
    -> Value
{
    try JSONDecoder().decode(type, from: Data(PathText.text(String(decoding: json, as: UTF8.self)).utf8))
}
