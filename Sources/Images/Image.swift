/// A picture in memory: 8-bit RGB or RGBA, rows from top to bottom without padding.
public struct Image: Sendable, Equatable {
    /// What a pixel holds, with its number of bytes.
    public enum Channels: Int, Sendable {
        /// Red, green, blue.
        case rgb = 3
        /// Red, green, blue, opacity; the colours are not premultiplied.
        case rgba = 4
    }

    /// The most pixels an image may have: 2^28, that is 16,384 x 16,384.
    ///
    /// A thumbnail or overlay is far smaller; the limit keeps a hostile file from claiming all memory.
    public static let maximumPixelCount = 1 << 28

    /// Whether an image can have a size.
    package static func isPossible(_ size: PixelSize) -> Bool {
        size.pixelCount.map { 1...maximumPixelCount ~= $0 } ?? false
    }

    /// Columns and rows.
    public let size: PixelSize
    /// What each pixel holds.
    public let channels: Channels
    /// The samples. [height, width, channels]
    public let pixels: [UInt8]

    /// The number of columns.
    public var width: Int { size.width }
    /// The number of rows.
    public var height: Int { size.height }

    /// Creates an image from samples that are in memory already. [height, width, channels]
    public init(size: PixelSize, channels: Channels, pixels: [UInt8]) {
        guard let count = size.pixelCount, count <= Image.maximumPixelCount else {
            preconditionFailure("an image cannot have \(size) pixels")
        }
        precondition(
            pixels.count == count * channels.rawValue,
            "\(size) pixels of \(channels.rawValue) bytes need \(count * channels.rawValue) bytes, not \(pixels.count)")
        self.size = size
        self.channels = channels
        self.pixels = pixels
    }

    /// Returns the image as RGB, its transparent parts over white: what a viewer with a white page shows.
    ///
    /// An RGB image is returned untouched. A sample is `(c a + 255 (255 - a)) / 255`, rounded to nearest.
    public func flattenedOnWhite() -> Image {
        guard channels == .rgba else { return self }
        var opaque = [UInt8](repeating: 0, count: 3 * width * height)
        for pixel in 0..<width * height {
            let alpha = Int(pixels[4 * pixel + 3])
            for channel in 0..<3 {
                let colour = Int(pixels[4 * pixel + channel])
                opaque[3 * pixel + channel] = UInt8((colour * alpha + 255 * (255 - alpha) + 127) / 255)
            }
        }
        return Image(size: size, channels: .rgb, pixels: opaque)
    }
}
