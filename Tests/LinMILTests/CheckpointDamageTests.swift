import Files
import Testing

@testable import LinMIL

/// Files cut and changed at random: each must be read or refused, and none may end the process.
@Suite struct CheckpointDamageTests {
    static let files = [
        "float16.pt", "views.pt", "protocol-4.pt", "lightning.pt", "integers.pt", "float32.safetensors",
        "integers.safetensors",
    ].map { "valid/" + $0 }

    /// Reads a file's bytes and converts every tensor; returns whether it was read.
    @discardableResult
    private func read(_ bytes: [UInt8]) -> Bool {
        do {
            let checkpoint = try Checkpoint(CheckpointFile(path: "m.pt", bytes: bytes))
            for (name, tensor) in checkpoint.tensors {
                let floats = try checkpoint.floats(name)
                precondition(floats.count == tensor.count)
            }
            return true
        } catch {
            precondition(!error.description.isEmpty)
            return false
        }
    }

    @Test(arguments: ["valid/plain-dict.pt", "valid/float32.safetensors"])
    func `a file cut anywhere is refused`(name: String) throws {
        let bytes = try CheckpointFixtures.bytes(of: name)
        #expect(read(bytes))
        let accepted = (0..<bytes.count).filter { read(Array(bytes[..<$0])) }
        #expect(accepted.isEmpty)
    }

    @Test(arguments: files)
    func `a file with random bytes changed never traps`(name: String) throws {
        let original = try CheckpointFixtures.bytes(of: name)
        var random = SplitMix64(seed: 2026)
        for _ in 0..<1000 {
            var bytes = original
            for _ in 0...Int.random(in: 0..<4, using: &random) {
                // Half of the changes hit the first kilobyte, where the header or the pickle lies.
                let end = Bool.random(using: &random) ? min(1024, bytes.count) : bytes.count
                let index = Int.random(in: 0..<end, using: &random)
                bytes[index] =
                    switch Int.random(in: 0..<4, using: &random) {
                    case 0: 0xFF
                    case 1: 0
                    case 2: bytes[index] ^ 1 << UInt8.random(in: 0..<8, using: &random)
                    default: UInt8.random(in: .min ... .max, using: &random)
                    }
            }
            read(bytes)
        }
    }

    @Test func `a random program of known opcodes never traps`() {
        let opcodes: [UInt8] =
            Array("(NJKMGXBC)t]}aesuqrhjcQRb0.".utf8) + [0x80, 0x81, 0x85, 0x86, 0x87, 0x8A, 0x8C, 0x93, 0x94]
        let names = Array("ctorch\nFloatStorage\nctorch._utils\n_rebuild_tensor_v2\nccollections\nOrderedDict\n".utf8)
        var random = SplitMix64(seed: 7)
        for _ in 0..<3000 {
            var code = Bool.random(using: &random) ? names : []
            for _ in 0..<Int.random(in: 1..<40, using: &random) {
                code.append(opcodes.randomElement(using: &random) ?? 0)
                code.append(contentsOf: (0..<Int.random(in: 0..<3, using: &random)).map { _ in 0 })
            }
            _ = try? run(code)
        }
    }

    @Test func `a million nested tuples are freed without recursion`() throws {
        let depth = 1_000_000
        let nested = [UInt8(ascii: ")")] + [UInt8](repeating: 0x85, count: depth) + [UInt8(ascii: ".")]
        guard case .container(depth) = try run(nested) else {
            Issue.record("expected the outermost tuple")
            return
        }
        #expect(throws: CheckpointError.self) { try run([UInt8](repeating: UInt8(ascii: "("), count: depth)) }
    }

    @Test func `a huge memo index takes no memory`() throws {
        let code: [UInt8] = [UInt8(ascii: "N"), UInt8(ascii: "r"), 0xFF, 0xFF, 0xFF, 0xFF, UInt8(ascii: ".")]
        guard case .none = try run(code) else {
            Issue.record("expected None")
            return
        }
    }

    private func run(_ code: [UInt8]) throws(CheckpointError) -> PickleValue {
        var machine = PickleMachine(CheckpointFile(path: "m.pt", bytes: code), code: code.indices)
        return try machine.run()
    }
}
