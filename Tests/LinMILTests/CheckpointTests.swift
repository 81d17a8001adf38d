import Files
import Foundation
import Testing

@testable import LinMIL

/// The files under Fixtures/checkpoints, which make_checkpoints.py writes with torch and safetensors.
enum CheckpointFixtures {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/checkpoints")

    /// A tensor as torch has it: the bits of `tensor.float()`.
    struct Tensor: Decodable {
        let type: String
        let shape: [Int]
        let bits: [UInt32]
    }

    static let expected: [String: [String: Tensor]] = decoded("expected.json") ?? [:]
    static let fingerprints: [String: String] = decoded("fingerprints.json") ?? [:]
    static let faults = names(in: "refused")

    static func names(in directory: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.appending(path: directory).path)) ?? []).sorted()
    }

    private static func decoded<T: Decodable>(_ name: String) -> T? {
        let json = try? Data(contentsOf: folder.appending(path: "valid/\(name)"))
        return json.flatMap { try? JSONDecoder().decode(T.self, from: $0) }
    }

    static func bytes(of name: String) throws -> [UInt8] { Array(try Data(contentsOf: folder.appending(path: name))) }
}

@Suite struct CheckpointTests {
    @Test(arguments: CheckpointFixtures.names(in: "valid").filter { !$0.hasSuffix(".json") })
    func `every tensor has torch's shape, type and bits`(name: String) throws {
        let checkpoint = try Checkpoint(readingFrom: CheckpointFixtures.folder.appending(path: "valid/\(name)").path)
        let expected = try #require(CheckpointFixtures.expected[name])
        #expect(checkpoint.tensors.keys.sorted() == expected.keys.sorted())
        for (key, tensor) in expected {
            let found = try #require(checkpoint.tensors[key])
            #expect(found.shape == tensor.shape, "\(key)")
            #expect(found.elementType.rawValue == tensor.type, "\(key)")
            #expect(try checkpoint.floats(key).map(\.bitPattern) == tensor.bits, "\(key)")
        }
    }

    @Test(arguments: CheckpointFixtures.faults)
    func `a faulty file is refused in one sentence that says why`(fault: String) throws {
        let path = CheckpointFixtures.folder.appending(path: "refused/\(fault)/checkpoint").path
        let message = String(decoding: try CheckpointFixtures.bytes(of: "refused/\(fault)/message"), as: UTF8.self)
        let error = try #require(throws: CheckpointError.self) { try Checkpoint(readingFrom: path) }
        #expect(error.description.contains(message.dropLast()), "\(error)")
        #expect(error.description.hasPrefix(path + ": "))
        #expect(error.description.utf8.count < path.utf8.count + 600)
        #expect(!error.description.unicodeScalars.contains { $0.properties.generalCategory == .control })
        #expect(!FileManager.default.fileExists(atPath: "executed"))
    }

    @Test func `fixtures are found`() {
        #expect(CheckpointFixtures.expected.count > 20)
        #expect(CheckpointFixtures.faults.count > 100)
    }

    @Test func `safetensors metadata is kept`() throws {
        let path = CheckpointFixtures.folder.appending(path: "valid/float32.safetensors").path
        #expect(try Checkpoint(readingFrom: path).metadata == ["activation": "GELU"])
    }

    @Test func `the fingerprint is the SHA-256 of the file`() throws {
        for name in ["float32.pt", "float32.safetensors"] {
            let path = CheckpointFixtures.folder.appending(path: "valid/\(name)").path
            #expect(try Checkpoint(readingFrom: path).fingerprint == CheckpointFixtures.fingerprints[name])
        }
    }

    @Test(arguments: ["float32.pt", "float32.safetensors"])
    func `a file that is written to while it is read is refused`(name: String) throws {
        let path = FileManager.default.temporaryDirectory.path + "/linmil-changed-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let bytes = Data(try CheckpointFixtures.bytes(of: "valid/\(name)"))
        let changed = CheckpointError.file(.changed(path: path))

        try bytes.write(to: URL(filePath: path))
        let grown = try Checkpoint(readingFrom: path)
        try (bytes + [0]).write(to: URL(filePath: path))
        #expect(throws: changed) { try grown.fingerprint }
        #expect(throws: changed) { try grown.requireUnchanged() }

        try bytes.write(to: URL(filePath: path))
        let cut = try Checkpoint(readingFrom: path)
        try FileHandle(forWritingTo: URL(filePath: path)).truncate(atOffset: 16)
        let tensor = try #require(cut.tensors.keys.sorted().last)
        #expect(throws: changed) { try cut.floats(tensor) }
        #expect(throws: changed) { try cut.fingerprint }
    }

    @Test func `a model that another file replaces is read to its end`() throws {
        let path = FileManager.default.temporaryDirectory.path + "/linmil-replaced-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(try CheckpointFixtures.bytes(of: "valid/float32.pt")).write(to: URL(filePath: path))
        let checkpoint = try Checkpoint(readingFrom: path)
        try Data("other".utf8).write(to: URL(filePath: path), options: .atomic)
        #expect(try checkpoint.fingerprint == CheckpointFixtures.fingerprints["float32.pt"])
        for (name, tensor) in try #require(CheckpointFixtures.expected["float32.pt"]) {
            #expect(try checkpoint.floats(name).map(\.bitPattern) == tensor.bits, "\(name)")
        }
    }

    @Test func `a missing file, a folder and a device are refused with the reason`() {
        let folder = CheckpointFixtures.folder.path
        #expect(throws: CheckpointError.file(.missing(path: "none.pt"))) {
            try Checkpoint(readingFrom: "none.pt")
        }
        #expect(throws: CheckpointError.file(.folder(path: folder))) {
            try Checkpoint(readingFrom: folder)
        }
        #expect(throws: CheckpointError.file(.notRegular(path: "/dev/zero"))) {
            try Checkpoint(readingFrom: "/dev/zero")
        }
    }

    @Test func `a missing tensor is named`() throws {
        let checkpoint = Checkpoint(path: "m.pt", metadata: [:], floats: ["w": (shape: [2, 1], values: [1, -2.5])])
        #expect(try checkpoint.floats("w") == [1, -2.5])
        #expect(checkpoint.tensors["w"]?.shape == [2, 1])
        #expect(throws: CheckpointError.missingTensor(path: "m.pt", name: "v")) { try checkpoint.floats("v") }
    }

    @Test func `every float16 is widened as the hardware does`() throws {
        let bytes = (0...UInt16.max).flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        let tensor = try #require(
            Checkpoint.Tensor(
                shape: [65536], elementType: .float16, storage: bytes.indices,
                of: CheckpointFile(path: "m", bytes: bytes)))
        let floats = try tensor.floats
        let differing = (0...UInt16.max).filter { bits in
            let expected = Float(Float16(bitPattern: bits))
            let found = floats[Int(bits)]
            return expected.isNaN ? !found.isNaN : found.bitPattern != expected.bitPattern
        }
        #expect(differing.isEmpty)
    }

    @Test(arguments: [
        (["module.model.a.w", "module.model.b"], ["a.w", "b"]),
        (["a", "b.c"], ["a", "b.c"]),
        (["model.a", "modelling.b"], ["model.a", "modelling.b"]),
        (["model.model", "model"], ["model", "model.model"]),
        (["model."], [""]), ([], []), (["..a", "..b"], ["a", "b"]),
    ])
    func `only whole components that all names share are removed`(names: [String], expected: [String]) {
        let named = Dictionary(uniqueKeysWithValues: names.map { ($0, 0) })
        #expect(removingCommonPrefix(named).keys.sorted() == expected)
    }
}
