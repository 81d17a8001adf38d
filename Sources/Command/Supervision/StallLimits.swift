internal import ArgumentParser

/// How long a process that reads users' files may make no progress, in seconds.
struct StallLimits: Codable {
    /// While a file is opened and described.
    var opening = 10.0
    /// While it is read and computed.
    var reading = 60.0

    /// The memory that opening and describing a file may take. The coordinates of ten million tiles need half of it.
    static let openingBytes = 2 << 30

    /// The least time between two reports of progress: several of them fit into the shorter limit.
    var reportInterval: Double { min(1, opening / 5, reading / 5) }
}

/// When a file is given up.
struct StallOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Give a file up if there is no progress for so many seconds. (default: 10 while it is opened, 60 while it is "
                + "read)", valueName: "s"))
    var stallTimeout: Double?

    /// The limits that the option sets.
    var limits: StallLimits {
        stallTimeout.map { StallLimits(opening: $0, reading: $0) } ?? StallLimits()
    }

    func validate() throws {
        if let stallTimeout, !(stallTimeout >= 0.1 && stallTimeout < 1e6) {
            throw ValidationError("'--stall-timeout \(stallTimeout)' is not between 0.1 and a million seconds.")
        }
    }
}
