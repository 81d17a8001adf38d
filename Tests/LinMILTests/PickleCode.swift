@testable import LinMIL

/// A pickle cut into its instructions, so that tests can change it and keep it a program.
struct PickleCode {
    var instructions: [[UInt8]]

    /// What follows an instruction's opcode.
    private enum Operand {
        case bytes(Int)
        /// A length of so many bytes, and as many bytes.
        case counted(Int)
        case lines(Int)
    }

    private static let operands: [UInt8: Operand] = {
        var operands: [UInt8: Operand] = [
            0x80: .bytes(1), 0x95: .bytes(8), 0x82: .bytes(1), 0x83: .bytes(2), 0x84: .bytes(4),
        ]
        for (characters, operand) in [
            ("hqK", .bytes(1)), ("M", .bytes(2)), ("jrJ", .bytes(4)), ("G", .bytes(8)), ("UC", .counted(1)),
            ("TXB", .counted(4)), ("FILSVPpg", .lines(1)), ("ci", .lines(2)),
        ] as [(String, Operand)] {
            for character in characters.utf8 { operands[character] = operand }
        }
        for opcode in [0x8A, 0x8C] as [UInt8] { operands[opcode] = .counted(1) }
        operands[0x8B] = .counted(4)
        for opcode in [0x8D, 0x8E, 0x96] as [UInt8] { operands[opcode] = .counted(8) }
        return operands
    }()

    /// All opcodes but STOP.
    static let opcodes: [UInt8] =
        Array("(012BCFGIJKLMNPQRSTUVX])abcd}efghijloprstuq".utf8) + Array(0x80...0x98)

    /// Cuts a whole pickle; nil where it ends too early.
    init?(_ code: some Collection<UInt8>) {
        instructions = []
        var rest = Array(code)[...]
        while let opcode = rest.first {
            var length = 1
            switch Self.operands[opcode] {
            case nil: break
            case .bytes(let count): length += count
            case .counted(let width):
                let count = rest.dropFirst().prefix(width).reversed().reduce(0) { $0 << 8 | Int($1) }
                length += width + count
            case .lines(let count):
                for _ in 0..<count {
                    guard let end = rest.dropFirst(length).firstIndex(of: UInt8(ascii: "\n")) else { return nil }
                    length = end - rest.startIndex + 1
                }
            }
            guard length <= rest.count else { return nil }
            instructions.append(Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
    }

    var bytes: [UInt8] { instructions.flatMap(\.self) }

    /// Changes some instructions: drops, repeats, swaps or replaces them, or changes what they carry.
    mutating func change(with random: inout SplitMix64) {
        for _ in 0...Int.random(in: 0..<4, using: &random) {
            let (one, other) = (place(&random), place(&random))
            switch Int.random(in: 0..<6, using: &random) {
            case 0: instructions.remove(at: one)
            case 1: instructions.insert(instructions[one], at: other)
            case 2: instructions.swapAt(one, other)
            case 3: instructions[one] = Self.random(&random)
            case 4: instructions.insert(Self.random(&random), at: one)
            default:
                let index = Int.random(in: 0..<instructions[one].count, using: &random)
                instructions[one][index] =
                    [0, 1, 0x7F, 0x80, 0xFF, UInt8.random(in: 0...255, using: &random)]
                    .randomElement(using: &random) ?? 0
            }
        }
    }

    private func place(_ random: inout SplitMix64) -> Int {
        Int.random(in: 0..<max(instructions.count - 1, 1), using: &random)
    }

    /// An instruction with an operand of the right form.
    static func random(_ random: inout SplitMix64) -> [UInt8] {
        let opcode = opcodes.randomElement(using: &random) ?? 0
        func one(of texts: [String]) -> [UInt8] { Array((texts.randomElement(using: &random) ?? "").utf8) }
        switch operands[opcode] {
        case nil: return [opcode]
        case .bytes(let count): return [opcode] + (0..<count).map { _ in UInt8.random(in: 0...3, using: &random) }
        case .counted(let width):
            let text = one(of: ["storage", "module", "_parameters", "a.projection.weight", ""])
            return [opcode, UInt8(text.count)] + [UInt8](repeating: 0, count: width - 1) + text
        case .lines(1): return [opcode] + one(of: ["1\n", "01\n", "'a'\n", "\n"])
        case .lines: return [opcode] + one(of: names)
        }
    }

    private static let names = [
        "torch\nFloatStorage\n", "torch._utils\n_rebuild_tensor_v2\n", "collections\nOrderedDict\n", "os\nsystem\n",
        "torch._tensor\n_rebuild_from_type_v2\n", "torch.storage\nUntypedStorage\n",
    ]
}
