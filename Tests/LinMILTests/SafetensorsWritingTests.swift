import Files
import Foundation
import Testing

@testable import LinMIL

/// Checkpoints written as safetensors and read back.
@Suite struct SafetensorsWritingTests {
    private func rewritten(_ checkpoint: Checkpoint, metadata: [String: String] = [:]) throws -> Checkpoint {
        try Checkpoint(CheckpointFile(path: "written", bytes: checkpoint.safetensors(metadata: metadata)))
    }

    @Test(arguments: CheckpointFixtures.names(in: "valid").filter { !$0.hasSuffix(".json") })
    func `every tensor keeps shape, type and bits`(name: String) throws {
        let checkpoint = try Checkpoint(readingFrom: CheckpointFixtures.folder.appending(path: "valid/\(name)").path)
        let written = try rewritten(checkpoint)
        let expected = try #require(CheckpointFixtures.expected[name])
        // A file whose names now share a prefix would lose it: none of these does.
        #expect(written.tensors.keys.sorted() == expected.keys.sorted())
        for (key, tensor) in expected {
            let found = try #require(written.tensors[key])
            #expect(found.shape == tensor.shape && found.elementType.rawValue == tensor.type, "\(key)")
            #expect(try found.floats.map(\.bitPattern) == tensor.bits, "\(key)")
        }
    }

    @Test func `the same tensors give the same bytes, and the header is whole 8 bytes`() throws {
        let path = CheckpointFixtures.folder.appending(path: "valid/integers.pt").path
        let metadata = ["b": "2", "a": "line\n\"quoted\" / é"]
        let bytes = try Checkpoint(readingFrom: path).safetensors(metadata: metadata)
        for _ in 0..<3 { #expect(try Checkpoint(readingFrom: path).safetensors(metadata: metadata) == bytes) }
        let file = CheckpointFile(path: "written", bytes: bytes)
        #expect(try #require(file.size(UInt64.self, at: 0)) % 8 == 0 && bytes[8] == UInt8(ascii: "{"))
        #expect(try Checkpoint(file).metadata == metadata)
    }

    @Test func `the widest elements come first, then names, so that all are aligned`() throws {
        let bytes = try Checkpoint(
            readingFrom: CheckpointFixtures.folder.appending(path: "valid/integers.pt").path
        ).safetensors(metadata: [:])
        let end = 8 + (try #require(CheckpointFile(path: "written", bytes: bytes).size(UInt64.self, at: 0)))
        let header = try #require(
            try JSONSerialization.jsonObject(with: Data(bytes[8..<end])) as? [String: [String: Any]])
        let places = header.compactMap { name, entry in
            (entry["data_offsets"] as? [Int]).map { (name: name, start: $0[0], type: entry["dtype"] as? String) }
        }.sorted { $0.start < $1.start }
        let sizes = places.map { $0.type.flatMap { Safetensors.elementTypes[$0]?.size } ?? 0 }
        #expect(sizes == sizes.sorted(by: >) && Set(sizes).count > 2)
        #expect(zip(places, sizes).allSatisfy { $0.start % $1 == 0 })
    }

    @Test func `a written model needs nothing but its file`() throws {
        let configuration = Configuration(
            inputDimension: 6, classes: 2, latentDimension: 8, depth: 2, heads: 2, activation: .elu, pooling: .mean)
        let checkpoint = Checkpoint(random: configuration, seed: 4)
        let model = try Model(checkpoint)
        let read = try Model(rewritten(checkpoint, metadata: model.metadata))
        #expect(read.configuration == configuration)
        #expect(read.classNames == ["class 0", "class 1"])
        let features = FeatureSource((0..<60).map { Float($0) / 60 }, width: 6)
        #expect(
            try read.forward(features, scores: [.attn]).scores == model.forward(features, scores: [.attn]).scores)
    }

    @Test func `the heads of dilated attention, which no tensor tells, are in the metadata`() throws {
        let dilated = Configuration(inputDimension: 6, classes: 2, latentDimension: 8, heads: 4, attention: .dilated)
        let checkpoint = Checkpoint(random: dilated, seed: 1)
        let read = try Configuration(rewritten(checkpoint, metadata: checkpoint.metadata), activation: .relu)
        #expect(read == dilated)
        #expect(checkpoint.metadata["activation"] == nil && checkpoint.metadata["attention"] == "dilated")
    }

    @Test func `a tensor with the metadata's name is refused`() {
        let checkpoint = Checkpoint(path: "m.pt", metadata: [:], floats: ["__metadata__": (shape: [1], values: [1])])
        let error = #expect(throws: CheckpointError.self) { try checkpoint.safetensors(metadata: [:]) }
        #expect(error?.description.hasPrefix("m.pt: cannot be written as safetensors") == true)
    }

    @Test func `metadata too large for a header is refused`() {
        let checkpoint = Checkpoint(path: "m.pt", metadata: [:], floats: ["w": (shape: [1], values: [1])])
        let metadata = ["notes": String(repeating: "x", count: Safetensors.largestHeader)]
        #expect(throws: CheckpointError.self) { try checkpoint.safetensors(metadata: metadata) }
    }

    @Test func `what writing throws reaches the caller`() {
        struct DiskFull: Error {}
        let checkpoint = Checkpoint(path: "m.pt", metadata: [:], floats: ["w": (shape: [1], values: [1])])
        #expect(throws: DiskFull.self) { try checkpoint.writeSafetensors(metadata: [:]) { _ in throw DiskFull() } }
    }
}
