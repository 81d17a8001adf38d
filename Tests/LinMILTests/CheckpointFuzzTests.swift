import Files
import Testing

@testable import LinMIL

/// Checkpoints that are changed where it matters: instruction by instruction, field by field. Each must be read or
/// refused, and none may end the process or run for long.
@Suite(.timeLimit(.minutes(2))) struct CheckpointFuzzTests {
    /// Reads a file's bytes as an archive, a stream or a safetensors file, and makes a model of it.
    private func read(_ bytes: [UInt8]) {
        do {
            let checkpoint = try Checkpoint(CheckpointFile(path: "m.pt", bytes: bytes))
            for (name, tensor) in checkpoint.tensors {
                let floats = try checkpoint.floats(name)
                precondition(floats.count == tensor.count)
            }
            _ = try Model(checkpoint)
        } catch {
            precondition(!"\(error)".isEmpty)
        }
    }

    @Test(arguments: [
        "models/plain.pt", "models/hyper-parameters-protocol-4.ckpt", "models/unusual-beside.pt",
        "models/inner-everywhere.pt", "models/several-inner.ckpt",
    ])
    func `an archive whose pickle has other instructions never traps`(name: String) throws {
        let archive = try CheckpointFixtures.bytes(of: name)
        let code = try #require(
            CheckpointFile(path: name, bytes: archive).archive().entries.first { $0.key.hasSuffix("/data.pkl") }
        ).value
        let original = try #require(PickleCode(archive[code]))
        #expect(original.bytes.elementsEqual(archive[code]))
        var random = SplitMix64(seed: 13)
        for _ in 0..<120 {
            var changed = original
            changed.change(with: &random)
            var bytes = archive
            // The archive keeps its offsets: the program is cut, or filled up behind its end.
            let program = changed.bytes.prefix(code.count)
            bytes.replaceSubrange(code.lowerBound..<code.lowerBound + program.count, with: program)
            read(bytes)
        }
    }

    @Test(arguments: ["models/legacy-unusual.pt", "models/legacy-python-2.pt", "models/legacy-views.pt"])
    func `a file of the old format with other instructions never traps`(name: String) throws {
        let file = try CheckpointFixtures.bytes(of: name)
        let magic = 15
        var random = SplitMix64(seed: 17)
        // Behind the magic number, every byte may be one of a program or of a storage's size.
        for _ in 0..<300 {
            var bytes = file
            for _ in 0...Int.random(in: 0..<3, using: &random) {
                let place = Int.random(in: magic..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes.insert(contentsOf: PickleCode.random(&random), at: place)
                case 1: bytes.removeSubrange(place..<min(place + 3, bytes.count))
                case 2: bytes[place] = 0xFF
                default: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                }
            }
            read(bytes)
        }
    }

    @Test func `an archive with other fields in its directory never traps`() throws {
        let archive = try CheckpointFixtures.bytes(of: "models/plain.pt")
        let marks: [[UInt8]] = [[0x50, 0x4B, 1, 2], [0x50, 0x4B, 3, 4], [0x50, 0x4B, 5, 6]]
        let headers = archive.indices.dropLast(4).filter { start in
            marks.contains { archive[start..<start + 4].elementsEqual($0) }
        }
        #expect(headers.count > 40)
        let numbers: [UInt32] = [0, 1, 8, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFE, 0xFFFF_FFFF, UInt32(archive.count)]
        var random = SplitMix64(seed: 19)
        for _ in 0..<600 {
            var bytes = archive
            for _ in 0...Int.random(in: 0..<3, using: &random) {
                let field = (headers.randomElement(using: &random) ?? 0) + Int.random(in: 4..<46, using: &random)
                let number = numbers.randomElement(using: &random) ?? 0
                let width = [1, 2, 4].randomElement(using: &random) ?? 1
                for index in 0..<width where field + index < bytes.count {
                    bytes[field + index] = UInt8(truncatingIfNeeded: number >> (8 * UInt32(index)))
                }
            }
            read(bytes)
        }
    }

    @Test func `a random program of all instructions never traps`() {
        var random = SplitMix64(seed: 23)
        for _ in 0..<2000 {
            let length = Int.random(in: 1..<60, using: &random)
            let code = (0..<length).flatMap { _ in PickleCode.random(&random) } + [UInt8(ascii: ".")]
            var machine = PickleMachine(CheckpointFile(path: "m.pt", bytes: code), code: code.indices)
            _ = try? machine.run()
        }
    }

    // MARK: - Small programs that ask for much

    /// Runs a program, and expects that it is cut off.
    private func expectTooLong(_ code: [UInt8]) {
        let file = CheckpointFile(path: "m.pt", bytes: code)
        var machine = PickleMachine(file, code: code.indices, mostInstructions: 100_000)
        let expected = file.damaged("its pickle has more than 100000 instructions", expected: "fewer for a state dict")
        #expect(throws: expected) { try machine.run() }
    }

    @Test(arguments: Array("N(]".utf8)) func `a hundred thousand values are the most`(opcode: UInt8) {
        expectTooLong([UInt8](repeating: opcode, count: 100_001))
    }

    @Test func `a long list of pairs is not copied into many dicts`() {
        let pair: [UInt8] = [0x4B, 1, 0x4B, 2, 0x86]  // BININT1 1, BININT1 2, TUPLE2
        // APPENDS, BINPUT 0, POP
        let list = Array("](".utf8) + (0..<2000).flatMap { _ in pair } + [0x65, 0x71, 0, 0x30]
        // GLOBAL, BINGET 0, TUPLE1, REDUCE, POP
        let dictionary = Array("ccollections\nOrderedDict\nh\0".utf8) + [0x85, 0x52, 0x30]
        expectTooLong(list + (0..<100).flatMap { _ in dictionary })
    }

    @Test func `prefixes inside of prefixes are found in little time`() throws {
        // Every name ends in projection.weight, and each is a prefix's word longer than the one before.
        var floats: [String: (shape: [Int], values: [Float])] = [:]
        for depth in 0..<15 {
            for number in 0..<200 {
                let prefix = String(repeating: "a.", count: depth) + "n\(number)."
                floats[prefix + "projection.weight"] = ([1, 1], [1])
            }
        }
        let file = try Checkpoint(path: "m", metadata: [:], floats: floats).safetensors(metadata: [:])
        #expect(throws: CheckpointError.self) { try Checkpoint(CheckpointFile(path: "m", bytes: file)) }
    }
}
