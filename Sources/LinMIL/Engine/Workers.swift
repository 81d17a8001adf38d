/// The workers of one forward pass: as many as it may use threads, each with a workspace of its own.
struct Workers: Sendable {
    private let workspaces: [Workspace]  // [threads]
    private let progress: PassProgress?

    /// - Parameters:
    ///   - floats: how much each workspace can lend at once.
    init(
        threads: Int, floats: Int, trace: (any ForwardTrace)? = nil, telling progress: PassProgress? = nil
    ) throws(ModelError) {
        precondition(threads > 0, "\(threads) threads")
        var workspaces: [Workspace] = []
        for _ in 0..<threads { workspaces.append(try Workspace(floats: floats, trace: trace)) }
        self.init(workspaces, telling: progress)
    }

    private init(_ workspaces: [Workspace], telling progress: PassProgress?) {
        (self.workspaces, self.progress) = (workspaces, progress)
    }

    /// The workspace of whoever calls; not to be used while a sweep runs.
    var own: Workspace { workspaces[0] }

    /// Plans a pass over rows.
    ///
    /// - Parameter sumBytes: the size of one chunk's partial sums; if it is large, there are fewer chunks.
    func sweep(over rowCount: Int, sumBytes: Int = 0) -> Sweep {
        Sweep(over: rowCount, sumBytes: sumBytes, workspaces, telling: progress)
    }

    /// Shares out a few parts of a slide's work, such as heads. No part may touch what another one does.
    func share(_ count: Int, _ body: @Sendable (_ part: Int) throws -> Void) throws {
        try Sweep(over: count, blockRows: 1, workspaces).run { parts, _, _ in
            for part in parts { try body(part) }
        }
    }

    /// The same workers, inside a block of that number.
    func inside(block: Int) -> Workers {
        Workers(workspaces.map { $0.inside(block: block) }, telling: progress)
    }
}
