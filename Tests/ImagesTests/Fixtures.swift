import Foundation
import Testing

@testable import Images

/// The files in the folder of these tests.
enum Fixtures {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

    static func path(_ name: String) -> String { folder.appending(path: name).path }

    static func bytes(_ name: String) throws -> [UInt8] {
        try Array(Data(contentsOf: folder.appending(path: name)))
    }

    /// The names in a folder of fixtures, sorted.
    static func names(in name: String) -> [String] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: path(name))
        return (names ?? []).sorted()
    }
}

/// A folder that is removed at the end of a test.
final class TemporaryFolder {
    let url = FileManager.default.temporaryDirectory.appending(path: "linmil-tests-\(UUID().uuidString)")

    init() throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appending(path: name).path }

    /// All names, including hidden ones.
    var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() }
    }
}

/// Returns a picture with noise on a gradient, the same on every run.
func photograph(width: Int, height: Int, channels: Image.Channels = .rgb) -> Image {
    var state: UInt32 = 7
    let pixels = (0..<width * height * channels.rawValue).map { index in
        state = state &* 1_664_525 &+ 1_013_904_223
        return UInt8(truncatingIfNeeded: index / 40 + Int(state >> 28))
    }
    return Image(size: PixelSize(width: width, height: height), channels: channels, pixels: pixels)
}
