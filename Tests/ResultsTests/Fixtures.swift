import Foundation
import LinMIL
import Results
import Slides

/// Results with every kind of fact, and files to read.
enum Fixtures {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures").path

    /// Returns a result with names that are awkward to write.
    static func result(
        score: TileScore = .model(Score(.cls, block: 1)), scores: [Float] = [0.5, -1, 2e-7],
        origins: [SIMD2<Double>] = [[0, 0], [512, 0], [0, 512]], slide: String = "slide-7.h5",
        slideSize: SlideSize? = SlideSize("900x1000"), mpp: Double? = 0.2485, tilesSeen: Int? = nil,
        warnings: [String] = [], classes: [String] = ["normal", "tumör"], output: OutputKind? = nil
    ) -> SlideResult {
        SlideResult(
            version: "9.9.9", features: FileReference(slide, fingerprint: "sha256:1"),
            model: .init(
                file: FileReference("m\"scores\":[1].pt", fingerprint: "sha256:0"), attention: "linear",
                pooling: "cls", activation: "GeLU"),
            prediction: Prediction(
                classes: classes, logits: classes.indices.map { Float($0) - 1.5 }, output: output),
            score: score, tilesSeen: tilesSeen, warnings: warnings, scores: scores, origins: origins, tileSide: 512,
            tileSideSource: "patch_size_level0", slideSize: slideSize, mpp: mpp)
    }

    /// A result whose scores came without a model.
    static let foreign = SlideResult(
        features: FileReference("slide_blockmap.h5", fingerprint: nil), score: .named("my risk"), scores: [1, 2],
        origins: [[0.25, 0], [1030.5, 7]], tileSide: 1030.18, tileSideSource: "patch_size_level0")

    /// Calls `body` with a path, and then removes the file at that path.
    static func withPath<Value>(_ ending: String, _ body: (String) throws -> Value) throws -> Value {
        let path = FileManager.default.temporaryDirectory.path + "/linmil-result-\(UUID().uuidString).\(ending)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try body(path)
    }

    static func bytes(of path: String) -> [UInt8] { FileManager.default.contents(atPath: path).map(Array.init) ?? [] }
}
