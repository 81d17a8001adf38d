import Foundation
import Images

/// The input files of the tests.
enum Fixtures {
    private static let tests = URL(filePath: #filePath).deletingLastPathComponent()
    static let folder = tests.appending(path: "Fixtures").path
    static let samples = tests.deletingLastPathComponent().deletingLastPathComponent().appending(path: "samples").path

    static let sampleModel = samples + "/model.safetensors"
    static func sample(_ slide: String) -> String { "\(samples)/slides/\(slide).h5" }
    static func sampleThumbnail(_ slide: String) -> String { "\(samples)/slides/\(slide).png" }

    /// The small slide: 64 overlapping tiles with 8 features each.
    static let slide = small("contiguous-f4.h5")
    static let model = small("model.pt")
    static let thumbnail = small("thumbnail.png")
    /// A model with dilated attention for 8 features.
    static let dilatedModel = tests.deletingLastPathComponent()
        .appending(path: "LinMILTests/Fixtures/dilated/eight-heads-cls.safetensors").path
    static func small(_ name: String) -> String { "\(folder)/small/\(name)" }

    /// The names of the fault folders. Each holds one fault.
    static let faults = (try? FileManager.default.contentsOfDirectory(atPath: folder + "/faults").sorted()) ?? []

    /// HDF5 files on which libhdf5 crashes or never returns.
    static let damaged =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder + "/damaged").sorted()) ?? [])
        .filter { $0.hasSuffix(".h5") }.map { "\(folder)/damaged/\($0)" }

    /// A picture that Python drew.
    static func golden(_ name: String) throws -> Image { try Image(contentsOf: "\(folder)/golden/\(name).png") }

    /// What PyTorch and the sample's generator say about a slide.
    struct Reference: Decodable {
        let logits: [Double]
        let cls: [Double]
        let attn: [Double]
        /// The tiles that are more than half lesion.
        let lesion: [Int]?

        init(_ slide: String) throws {
            let data = try Data(contentsOf: URL(filePath: "\(Fixtures.folder)/golden/\(slide).json"))
            self = try JSONDecoder().decode(Reference.self, from: data)
        }
    }
}
