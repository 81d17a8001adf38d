internal import CKernels

/// The instruction sets that the kernels are compiled for, slowest first.
package enum InstructionSet: Int32, CaseIterable, Sendable {
    /// Vectors of 128 bits, which every 64-bit processor has.
    case portable
    /// AVX2 with fused multiply-add.
    case avx2
    /// AVX-512 F, BW, DQ and VL.
    case avx512
    /// The same, and products of bfloat16.
    case bfloat16

    /// What people call it.
    package var name: String {
        switch self {
        case .portable: "portable"
        case .avx2: "AVX2"
        case .avx512: "AVX-512"
        case .bfloat16: "AVX-512 BF16"
        }
    }

    /// Whether its products are fused with sums. All that are give the same bits.
    package var isFused: Bool { self != .portable }

    /// The one in use: the best that the processor and the operating system support.
    package static var best: InstructionSet { InstructionSet(rawValue: kernel_best_level()) ?? .portable }

    /// All that this machine can run.
    package static var usable: [InstructionSet] { allCases.filter { $0.rawValue <= best.rawValue } }

    /// Runs `body` with the kernels of this instruction set, as far as it runs on the calling thread.
    package func run<Result>(_ body: () throws -> Result) rethrows -> Result {
        precondition(kernel_use_level(rawValue), "this machine has no \(name)")
        defer { _ = kernel_use_level(kernel_best_level()) }
        return try body()
    }
}
