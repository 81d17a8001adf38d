/// The processor, in the kernel's words.
package enum Processor {
    /// Its name, such as `AMD EPYC 9554`; nil if the system does not say.
    package static var name: String? {
        (field("model name") ?? field("Model")).map { $0.split(separator: " ").joined(separator: " ") }
    }

    /// Those of its instruction sets that the kernels are compiled for, or could be, by the kernel's names.
    package static var features: [String] {
        let flags = Set((field("flags") ?? field("Features") ?? "").split(separator: " "))
        return known.filter { flags.contains($0[...]) }
    }

    private static let known = [
        "sse2", "avx", "fma", "avx2", "avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512_bf16", "amx_bf16", "asimd",
        "bf16", "sve",
    ]

    private static func field(_ name: String) -> String? {
        let line = SystemFile.text("/proc/cpuinfo")?.split(separator: "\n").first {
            $0.prefix { $0 != ":" }.filter { !$0.isWhitespace } == name.filter { !$0.isWhitespace }
        }
        return line?.split(separator: ":", maxSplits: 1).dropFirst().first.map(String.init)
    }
}
