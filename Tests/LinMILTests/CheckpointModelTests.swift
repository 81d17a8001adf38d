import Foundation
import Testing

@testable import LinMIL

/// The files under Fixtures/checkpoints/models: one small model in every place and form in which people keep theirs.
@Suite struct CheckpointModelTests {
    struct Expected: Decodable {
        /// What torch computes with the tensors that are to be found.
        let logits: [Float]
        /// A part of what is said of the other tensors; nil where there are none.
        let aside: String?
        let prefix: String?
    }

    struct Fixtures: Decodable {
        /// [tiles, F]
        let features: [[Float]]
        let files: [String: Expected]
    }

    static let fixtures: Fixtures? = {
        let json = try? Data(contentsOf: CheckpointFixtures.folder.appending(path: "models/models.json"))
        return json.flatMap { try? JSONDecoder().decode(Fixtures.self, from: $0) }
    }()

    /// Sums of some ten float32 products in another order than torch's.
    static let tolerance: Float = 1e-5

    static func path(_ name: String) -> String { CheckpointFixtures.folder.appending(path: "models/\(name)").path }

    @Test(arguments: (fixtures?.files.keys.sorted() ?? []))
    func `a model is found wherever it lies, and its logits are torch's`(name: String) throws {
        let fixtures = try #require(Self.fixtures)
        let expected = try #require(fixtures.files[name])
        let checkpoint = try Checkpoint(readingFrom: Self.path(name), prefix: expected.prefix)
        let features = FeatureSource(fixtures.features.flatMap(\.self), width: 3)
        let logits = try Model(checkpoint).forward(features, threads: 1).logits
        #expect(logits.count == expected.logits.count)
        for (found, wanted) in zip(logits, expected.logits) { #expect(abs(found - wanted) < Self.tolerance) }
        if let aside = expected.aside {
            let said = try #require(checkpoint.leftAside).description
            #expect(said.contains(aside), "\(said)")
            #expect(said.hasPrefix(Self.path(name) + ": "))
        } else {
            #expect(checkpoint.leftAside == nil, "\(String(describing: checkpoint.leftAside))")
        }
        #expect(!FileManager.default.fileExists(atPath: "executed"))
    }

    @Test func `all files are tested`() throws {
        let names = CheckpointFixtures.names(in: "models").filter { $0 != "models.json" }
        #expect(try #require(Self.fixtures).files.keys.sorted() == names)
        #expect(names.count > 80)
    }

    @Test(arguments: [
        ("several-net.pt", ["net", "ema"]),
        ("several-inner.ckpt", ["state_dict.ema_model.module", "state_dict.model"]),
        ("several.safetensors", ["a", "b"]), ("several-outermost.pt", ["", "ema"]),
    ])
    func `of several models none is taken unasked`(name: String, models: [String]) {
        let path = Self.path(name)
        #expect(throws: CheckpointError.severalModels(path: path, names: models)) { try Checkpoint(readingFrom: path) }
    }

    @Test func `a prefix under which no model lies is refused with those that do`() {
        let path = Self.path("several-net.pt")
        #expect(throws: CheckpointError.noModelUnderPrefix(path: path, prefix: "nets", names: ["net", "ema"])) {
            try Checkpoint(readingFrom: path, prefix: "nets")
        }
    }

    @Test func `a tensor that may change what the model computes is not left aside`() {
        for name in ["pos_enc.weight", "gate.weight", "input_norm.weight", "transformer.1.norm1.weight"] {
            #expect(!Checkpoint.isOfTraining(name), "\(name)")
        }
        for name in [
            "criterion.weight", "loss_fn.labels", "n_averaged", "val_acc.tp", "class_weights", "encoder.0.bias",
        ] {
            #expect(Checkpoint.isOfTraining(name), "\(name)")
        }
    }

    @Test(arguments: [
        (".metadata", OtherCheckpoint.distributed), ("zero_to_fp32.py", .deepSpeed),
        ("mp_rank_00_model_states.pt", .deepSpeed),
    ])
    func `a folder of a checkpoint in parts is named`(file: String, kind: OtherCheckpoint) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data("x".utf8).write(to: folder.appending(path: file))
        #expect(throws: CheckpointError.otherCheckpoint(path: folder.path, kind)) {
            try Checkpoint(readingFrom: folder.path)
        }
    }
}
