import Foundation
import Images
import Testing

extension ScratchFolder {
    /// Decodes a picture that the command wrote.
    func image(_ name: String) throws -> Image { try Image(contentsOf: path + "/" + name) }

    /// Expects a picture, pixel for pixel. If it differs, the actual picture is attached.
    ///
    /// - Parameter nearTies: whether some scores are so close that float32 may order them either way. That moves a tile
    ///   by one step of the colour map.
    func expect(
        _ name: String, shows expected: Image, at crop: Crop? = nil, nearTies: Bool = false,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let image = try image(name)
        let actual = crop.map { image.cropped(to: $0, size: expected.size) } ?? image
        try #require(
            actual.size == expected.size && actual.channels == expected.channels, sourceLocation: sourceLocation)
        let steps = zip(actual.pixels, expected.pixels).map { abs(Int($0) - Int($1)) }
        let moved = steps.count { $0 > 0 }
        let isSame = nearTies ? moved <= steps.count / 100 && steps.allSatisfy { $0 <= 2 } : moved == 0
        if !isSame { Attachment.record(try bytes(of: name), named: name, sourceLocation: sourceLocation) }
        #expect(
            isSame, "\(moved) of \(steps.count) samples differ, by at most \(steps.max() ?? 0)",
            sourceLocation: sourceLocation)
    }
}

/// A part of a picture, by its top left corner.
struct Crop {
    let x: Int
    let y: Int
}

extension Image {
    func cropped(to corner: Crop, size: PixelSize) -> Image {
        let rows = corner.y..<corner.y + size.height
        let samples = rows.flatMap { row in
            pixels[
                (row * width + corner.x) * channels.rawValue..<(row * width + corner.x + size.width) * channels.rawValue
            ]
        }
        return Image(size: size, channels: channels, pixels: samples)
    }

    /// The samples of one pixel.
    func pixel(_ x: Int, _ y: Int) -> [UInt8] {
        Array(pixels[(y * width + x) * channels.rawValue..<(y * width + x + 1) * channels.rawValue])
    }

    /// How much more red than blue a pixel has.
    func warmth(_ x: Int, _ y: Int) -> Int {
        let red = (y * width + x) * channels.rawValue
        return Int(pixels[red]) - Int(pixels[red + 2])
    }

    /// The indices of the samples that differ from another picture of the same size.
    func samplesUnlike(_ other: Image) -> [Int] {
        let (samples, others) = (pixels, other.pixels)
        return samples.indices.filter { samples[$0] != others[$0] }
    }
}
