/// The size of a slide in level-0 pixels, or of a part of it.
public struct SlideSize: Equatable, Sendable {
    /// Pixels along x.
    public let width: Int
    /// Pixels along y.
    public let height: Int

    /// A size of at least one pixel along both axes.
    public init(width: Int, height: Int) {
        precondition(width > 0 && height > 0, "a slide of \(width) x \(height) px")
        self.width = width
        self.height = height
    }
}

extension SlideSize: LosslessStringConvertible {
    /// Reads `102461x35513`.
    public init?(_ description: String) {
        let sides = description.lowercased().split(separator: "x", omittingEmptySubsequences: false)
        guard sides.count == 2, let width = Int(sides[0]), let height = Int(sides[1]) else { return nil }
        guard (1...Self.largestSide).contains(width), (1...Self.largestSide).contains(height) else { return nil }
        self.init(width: width, height: height)
    }

    /// The size as `102461x35513`, width by height.
    public var description: String { "\(width)x\(height)" }

    /// Ten times the largest slide that a scanner makes, and small enough that no sum of sides overflows.
    static let largestSide = 10_000_000
}

extension SlideSize: Codable {
    /// Reads `[width, height]`.
    public init(from decoder: any Decoder) throws {
        let sides = try [Int](from: decoder)
        guard sides.count == 2, let size = SlideSize("\(sides[0])x\(sides[1])") else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "\(sides) is not the size of a slide"))
        }
        self = size
    }

    /// Writes `[width, height]`.
    public func encode(to encoder: any Encoder) throws { try [width, height].encode(to: encoder) }
}
