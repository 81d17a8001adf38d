import Foundation
import Testing

@testable import Images

/// Pictures that are read at the size at which they are drawn.
@Suite struct `A picture of any size` {
    private static let pngs = PNGReadingTests.kinds.map { "kinds/" + $0 } + ["resize/photo.png"]
    private static let jpegs = JPEGReadingTests.kinds.map { "jpeg/" + $0 }

    /// A file that is removed with its owner.
    private final class Scratch {
        let path = FileManager.default.temporaryDirectory.appending(path: "linmil-picture-\(UUID().uuidString)").path
        init(_ bytes: [UInt8]) throws { try Data(bytes).write(to: URL(filePath: path)) }
        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    private static func sizes(of size: PixelSize) -> [PixelSize] {
        [
            size, PixelSize(width: 1, height: 1),
            size.fitted(toLongestSide: max(1, max(size.width, size.height) * 2 / 3)),
            PixelSize(width: size.width * 2 + 1, height: max(1, size.height - 1)),
        ]
    }

    @Test(arguments: pngs) func `has the means of the whole, of every kind of PNG`(name: String) throws {
        let whole = try Image(contentsOf: Fixtures.path(name))
        let sizes = Self.sizes(of: whole.size)
        let file = try PictureFile(path: Fixtures.path(name))
        #expect(file.size == whole.size)
        let images = try file.images(at: sizes)
        #expect(images.count == sizes.count)
        for (image, size) in zip(images, sizes) { #expect(image == whole.resized(to: size)) }
    }

    @Test(.enabled(if: Fixtures.readsJPEG), arguments: jpegs)
    func `has the means of the whole, of every kind of JPEG`(name: String) throws {
        let whole = try Image(contentsOf: Fixtures.path(name))
        let sizes = Self.sizes(of: whole.size)
        let images = try PictureFile(path: Fixtures.path(name)).images(at: sizes)
        for (image, size) in zip(images, sizes) { #expect(image == whole.resized(to: size)) }
    }

    @Test(.enabled(if: Fixtures.readsJPEG), arguments: [2, 4, 8])
    func `is nearly the same if a large JPEG is decoded smaller`(divisor: Int) throws {
        // 250 x 130 px: neither side is a multiple of 8.
        let path = Fixtures.path("large/waves.jpg")
        let whole = try Image(contentsOf: path)
        let size = PixelSize(width: whole.width / divisor / 3, height: whole.height / divisor / 3)
        let image = try PictureFile(path: path, exactPixelCount: 0).images(at: [size])[0]
        #expect(image.size == size)
        let differences = zip(image.pixels, whole.resized(to: size).pixels).map { abs(Double($0) - Double($1)) }
        // Whole pixels of the smaller picture are summed, so a mean may be taken half of one aside, where the waves are
        // steep by up to 1.5 levels a pixel; and there are roundings.
        #expect(differences.max() ?? 255 <= 1.5 * Double(divisor) / 2 + 2)
        #expect(try PictureFile(path: path, exactPixelCount: 1 << 20).images(at: [size])[0] == whole.resized(to: size))
    }

    @Test func `comes in batches of rows`() throws {
        let size = PixelSize(width: 1500, height: 300)
        let pixels = (0..<size.height).flatMap { row in [UInt8](repeating: UInt8(row % 251), count: 3 * size.width) }
        let whole = Image(size: size, channels: .rgb, pixels: pixels)
        let file = try Scratch(whole.encodedPNG())
        let small = PixelSize(width: 2, height: 37)
        #expect(try PictureFile(path: file.path).images(at: [small])[0] == whole.resized(to: small))
    }

    /// A PNG of 24,576 x 16,384 pixels of one bit, whose data are damaged.
    private func large(_ size: PixelSize = PixelSize(width: 24576, height: 16384), isInterlaced: Bool) throws -> Scratch
    {
        let header =
            PNGChunk.bytes(of: size.width) + PNGChunk.bytes(of: size.height) + [1, 0, 0, 0, isInterlaced ? 1 : 0]
        let data = [UInt8](repeating: 0, count: 60_000)
        return try Scratch(
            PNG.signature + PNGChunk.bytes("IHDR", header) + PNGChunk.bytes("IDAT", data) + PNGChunk.bytes("IEND", []))
    }

    // https://github.com/mahmoodlab/TRIDENT/issues/57: a whole slide as PNG.
    @Test func `may have more pixels than an image in memory`() throws {
        let file = try large(isInterlaced: false)
        #expect(try PictureFile(path: file.path).size == PixelSize(width: 24576, height: 16384))
        let error = try #require(throws: ImageError.self) {
            try PictureFile(path: file.path).images(at: [PixelSize(width: 30, height: 20)])
        }
        guard case .damaged = error else {
            Issue.record("\(error)")
            return
        }
        #expect(throws: ImageError.tooLarge(path: file.path, size: "24576 x 16384")) {
            try Image(contentsOf: file.path)
        }
    }

    @Test func `is refused if it is interlaced and has more pixels than an image in memory`() throws {
        let file = try large(isInterlaced: true)
        let error = try #require(throws: ImageError.self) {
            try PictureFile(path: file.path).images(at: [PixelSize(width: 30, height: 20)])
        }
        #expect(error == .indivisible(path: file.path, kind: "an interlaced PNG image", size: "24576 x 16384"))
        #expect("\(error)".contains("without interlacing"))
    }

    @Test func `is refused if a side is longer than any slide's`() throws {
        let file = try large(PixelSize(width: 10_000_001, height: 16), isInterlaced: false)
        #expect(throws: ImageError.tooLong(path: file.path, size: "10000001 x 16")) {
            _ = try PictureFile(path: file.path)
        }
    }

    @Test(.enabled(if: Fixtures.readsJPEG)) func `is refused if it is a progressive JPEG and too large`() throws {
        // The size of the frame is changed to the largest.
        var bytes = try Fixtures.bytes("jpeg/grey-progressive.jpg")
        let frame = try #require(JPEGSegments.all(in: bytes).first { $0.marker == 0xC2 })
        bytes.replaceSubrange(frame.data.lowerBound + 1..<frame.data.lowerBound + 5, with: [0x60, 0, 0x60, 0])
        bytes += [UInt8](repeating: 0, count: 24576 * 24576 / 512)
        let file = try Scratch(bytes)
        #expect(
            throws: ImageError.indivisible(
                path: file.path, kind: "a progressive JPEG image", size: "24576 x 24576")
        ) { _ = try PictureFile(path: file.path) }
    }

    @Test func `JPEGs are known to come in one scan or in several`() throws {
        for kind in JPEGReadingTests.kinds {
            let bytes = try Fixtures.bytes("jpeg/" + kind)
            guard bytes.starts(with: JPEGDecoder.signature) else { continue }
            let isOne = JPEGSegments.areOneScan(in: bytes)
            #expect(isOne == !kind.contains("progressive"), "\(kind)")
        }
        #expect(!JPEGSegments.areOneScan(in: []))
    }

    @Test func `is checked to its end even if nothing is drawn`() throws {
        #expect(try PictureFile(path: Fixtures.path("resize/photo.png")).images(at: []).isEmpty)
        for fault in ["truncated-in-data", "bad-data-crc", "truncated-before-end"] {
            let error = try #require(throws: ImageError.self) {
                try PictureFile(path: Fixtures.path("faults/\(fault)/image.png")).images(at: [])
            }
            guard case .damaged = error else {
                Issue.record("\(error)")
                continue
            }
        }
    }
}
