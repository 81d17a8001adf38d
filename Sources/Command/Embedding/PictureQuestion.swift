internal import Images
internal import Results
internal import Slides

/// What a program in another language wants drawn: a line of JSON, and the arrays that it lists.
struct PictureQuestion {
    /// The line.
    private struct Facts: Decodable {
        let features: String
        let isFile: Bool
        let tiles: Int
        let answer: ModelAnswer.Facts
        /// Where an array begins, in bytes from the end of the line, and its shape.
        struct Array: Decodable {
            let offset: Int
            let shape: [Int]
        }
        let arrays: [String: Array]
    }

    /// The path of the features, or what errors call them.
    let features: String
    /// Whether the features are in a file, which says where the tiles lie.
    let isFile: Bool
    /// The answer of the one map that is drawn.
    let answer: ModelAnswer
    /// A picture of the whole slide.
    let picture: Image?
    private let tileCount: Int
    private let corners: [SIMD2<Double>]?

    /// Reads a question. The caller is a part of this program, so a mistake in one is a programmer's.
    init(_ bytes: [UInt8]) throws {
        let end = bytes.firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        let facts: Facts = try jsonValue(from: bytes[..<end])
        let arrays = bytes[min(end + 1, bytes.count)...]
        func values<Value: BitwiseCopyable>(_ name: String, as type: Value.Type, _ zero: Value) -> [Value]? {
            guard let array = facts.arrays[name] else { return nil }
            let (start, count) = (arrays.startIndex + array.offset, array.shape.reduce(1, *))
            var values = [Value](repeating: zero, count: count)
            unsafe values.withUnsafeMutableBytes { buffer in
                unsafe buffer.copyBytes(from: arrays[start..<start + buffer.count])
            }
            return values
        }
        (features, isFile, tileCount) = (facts.features, facts.isFile, facts.tiles)
        answer = ModelAnswer(facts.answer, map: 0, scores: values("scores", as: Float.self, 0) ?? [])
        let numbers = values("coords", as: Double.self, 0)
        corners = numbers.map { numbers in
            (0..<facts.tiles).map { SIMD2(numbers[2 * $0], numbers[2 * $0 + 1]) }
        }
        picture = values("thumbnail", as: UInt8.self, 0).flatMap { pixels in
            guard let shape = facts.arrays["thumbnail"]?.shape else { return nil }
            return Image(
                size: PixelSize(width: shape[1], height: shape[0]), channels: shape[2] == 4 ? .rgba : .rgb,
                pixels: pixels)
        }
    }

    /// Returns where the tiles lie.
    ///
    /// - Throws: `SlideError` if they cannot be placed for certain, or the file has others than were scored.
    func tiles(_ given: GivenGeometry) throws -> TileGrid {
        if isFile {
            let file = try FeatureFile(anyFormatAt: features)
            guard file.tileCount == tileCount else {
                throw ChangedFeatures(path: features, found: file.tileCount, expected: tileCount)
            }
            return try TileGrid(of: file, given: given)
        }
        let places = try corners.map { corners throws(SlideError) in try TilePlaces(path: "coords", points: corners) }
        return try TileGrid(
            of: TilesInMemory(path: features, tileCount: tileCount, places: places.map { .inMemory($0) } ?? .elsewhere),
            given: given)
    }

    /// Tiles of a slide whose features are in memory.
    private struct TilesInMemory: TiledFile {
        let path: String
        let tileCount: Int
        let places: TilePlaces.Source
    }

    /// The file of the features has changed since it was scored.
    struct ChangedFeatures: Error, CustomStringConvertible {
        let path: String
        let found: Int
        let expected: Int
        var description: String {
            "\(path): has \(found) tiles, but \(expected) were scored; score the slide again"
        }
    }
}
