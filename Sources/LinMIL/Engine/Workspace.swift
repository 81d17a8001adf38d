/// One worker's memory for intermediate rows, small enough to stay near its core, and a test's eye on them.
///
/// It lends rows like a stack, by value: a function takes its rows from a copy of its own and hands that copy on to whom it
/// calls, so that their rows lie behind its own. When it returns, its caller's copy knows nothing of them.
struct Workspace: Sendable {
    private let memory: Matrix  // [1, floats]
    private var used = 0
    private var trace: (sink: any ForwardTrace, block: Int)?

    /// - Parameters:
    ///   - floats: how much it can lend at once, as `floats(_:rows:)` counts it.
    ///   - trace: is shown intermediates by name; nil outside of tests.
    init(floats: Int, trace: (any ForwardTrace)? = nil) throws(ModelError) {
        memory = try Matrix(1, floats)
        self.trace = trace.map { ($0, 0) }
    }

    /// Lends rows with whatever they hold.
    mutating func rows(_ count: Int, _ columns: Int) -> Rows {
        let first = used
        used += Self.floats(columns, rows: count)
        precondition(used <= memory.columns, "\(used) floats of a workspace of \(memory.columns)")
        return Rows(memory, offset: first, stride: Self.stride(columns), count: count, columns: columns)
    }

    /// How many floats such rows take. A block of a sweep has `Sweep.blockRows`.
    static func floats(_ columns: Int, rows: Int = Sweep.blockRows) -> Int { rows * stride(columns) }

    /// Whole cache lines plus one: rows that stand a power of two apart fall into the same cache sets.
    private static func stride(_ columns: Int) -> Int {
        let line = 64 / MemoryLayout<Float>.size
        return (columns + line - 1) / line * line + line
    }

    /// The same memory, inside a block of that number.
    func inside(block: Int) -> Workspace {
        var inner = self
        inner.trace?.block = block
        return inner
    }

    /// The same memory, of which no test is shown anything: what comes is not the slide's own pass.
    var silent: Workspace {
        var inner = self
        inner.trace = nil
        return inner
    }

    /// Shows an intermediate to the test that looks on, if any.
    ///
    /// - Parameter position: where the first of the rows stands in the sequence.
    func note(_ name: Intermediate, _ rows: Rows, at position: Int = 0) {
        trace?.sink.note(name, block: trace?.block ?? 0, at: position, rows)
    }
}
