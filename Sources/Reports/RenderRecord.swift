/// What made a picture: every input with its fingerprint, every setting, and what came of it.
///
/// It is written into the picture itself and is what `render --json` prints. Nothing in it depends on the day or on the
/// number of threads.
package struct RenderRecord: Sendable, Codable, Equatable {
    /// A file that was read.
    package struct Input: Sendable, Codable, Equatable {
        package var path: String
        /// `sha256:` and the hash of its bytes; of a whole slide, OpenSlide's quick hash.
        @WrittenNull package var fingerprint: String?

        package init(path: String, fingerprint: String?) {
            (self.path, self.fingerprint) = (path, fingerprint)
        }
    }

    /// The program's version, and the command that draws the same bytes again.
    package var version: String
    package var command: String

    /// The features or scores, the model, and the pictures.
    package var features: Input
    @WrittenNull package var model: Input?
    @WrittenNull package var coordinates: Input?
    @WrittenNull package var thumbnail: Input?
    @WrittenNull package var wholeSlide: Input?

    /// The picture, its size in pixels, and what it shows: [x, y, width, height] in level-0 pixels.
    package var overlay: String
    package var width = 0
    package var height = 0
    package var region: [Int] = []

    /// The tiles, those of them that are drawn, their side in level-0 pixels and who says so.
    package var tiles = 0
    package var drawnTiles = 0
    package var tileSize = 0.0
    package var tileSizeSource = ""
    /// [width, height] in level-0 pixels, and micrometres of one; null where unknown.
    @WrittenNull package var slideSize: [Int]?
    @WrittenNull package var mpp: Double?

    /// `cls`, `attn`, or the name that scores have in their file.
    package var score = ""
    package var normalization = ""
    /// The scores at the ends of the colours, and whether this slide or the caller gave them; null for ranks.
    @WrittenNull package var range: [Double]?
    package var rangeOrigin = ""
    package var colormap = ""
    package var alpha = 0.0
    package var style = ""
    package var selection = ""
    @WrittenNull package var outline: String?
    package var background = ""
    @WrittenNull package var compatible: String?
    /// Of a figure for print.
    @WrittenNull package var dotsPerInch: Double?

    /// What the model said; null for scores that no model came with.
    @WrittenNull package var predictedClass: String?
    @WrittenNull package var probabilities: [Float]?

    /// What a person should know before they trust the picture, a sentence each.
    package var warnings: [String] = []

    /// Begins a record; what is not known of a picture stays null.
    package init(version: String, command: String, features: Input, overlay: String) {
        (self.version, self.command, self.features, self.overlay) = (version, command, features, overlay)
    }

    /// Returns the record as JSON on one line.
    package func json() throws -> String { try jsonText(self) }
}

extension KeyedDecodingContainer {
    /// Reads a field that an older version did not have.
    func decode<Value>(_ type: WrittenNull<Value>.Type, forKey key: Key) throws -> WrittenNull<Value> {
        try decodeIfPresent(type, forKey: key) ?? WrittenNull()
    }
}

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
