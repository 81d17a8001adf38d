/// An optional that is encoded as null if it is nil, so that a reader can tell the field was not forgotten.
@propertyWrapper
package struct WrittenNull<Value: Sendable & Codable & Equatable>: Sendable, Codable, Equatable {
    package var wrappedValue: Value?

    package init(wrappedValue: Value? = nil) { self.wrappedValue = wrappedValue }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        wrappedValue = container.decodeNil() ? nil : try container.decode(Value.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(wrappedValue)
    }
}

extension KeyedDecodingContainer {
    /// Decodes a field that older versions did not write.
    package func decode<Value>(_ type: WrittenNull<Value>.Type, forKey key: Key) throws -> WrittenNull<Value> {
        try decodeIfPresent(type, forKey: key) ?? WrittenNull()
    }
}
