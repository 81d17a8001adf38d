internal import ArgumentParser
internal import LinMIL

/// How much memory a model's pass may take.
struct MemoryOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Memory for the model's pass, for example 2G. With more, relevance, rollout and gradient are faster on large slides. "
                + "It does not change the result. (default: \(Configuration.usualMemory >> 20)M)", valueName: "bytes"))
    var memory: ByteCount?
}

/// An amount of memory, such as `8G` or `500M`.
struct ByteCount: ExpressibleByArgument {
    let value: Int

    init?(argument: String) {
        let units: [Character: Double] = ["K": 1024, "M": 1_048_576, "G": 1_073_741_824, "T": 1_099_511_627_776]
        let unit = argument.last.flatMap { units[Character($0.uppercased())] }
        guard let number = Double(unit == nil ? argument : String(argument.dropLast())), number > 0,
            number * (unit ?? 1) < 1e15
        else { return nil }
        value = Int(number * (unit ?? 1))
    }
}
