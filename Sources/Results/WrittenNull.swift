/// An optional that is written as null where it is nil: a reader need not guess whether a field was forgotten.
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
    /// Reads a field that an older version did not write.
    package func decode<Value>(_ type: WrittenNull<Value>.Type, forKey key: Key) throws -> WrittenNull<Value> {
        try decodeIfPresent(type, forKey: key) ?? WrittenNull()
    }
}
