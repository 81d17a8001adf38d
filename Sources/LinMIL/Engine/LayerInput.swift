internal import CKernels

/// Rows as the layers of one precision read them: as they are, or rounded to bfloat16 once for several layers.
struct LayerInput {
    let precision: Precision
    let count: Int
    let columns: Int
    /// The rows, or the memory of rounded ones.
    let memory: Rows

    private init(_ precision: Precision, _ count: Int, _ columns: Int, _ memory: Rows) {
        (self.precision, self.count, self.columns, self.memory) = (precision, count, columns, memory)
    }

    /// Memory for rows that a layer writes and another one reads.
    init(_ count: Int, _ columns: Int, for precision: Precision, _ work: inout Workspace) {
        self.init(precision, count, columns, work.rows(count, columns))
        precondition(
            kernel_rounded_count(count, columns) <= count * memory.stride, "rounded rows outside of their memory")
    }

    /// Rounds rows, if the precision wants it.
    init(_ rows: Rows, for precision: Precision, _ work: inout Workspace) {
        switch precision {
        case .float32:
            self.init(precision, rows.count, rows.columns, rows)
        case .bfloat16:
            self.init(rows.count, rows.columns, for: precision, &work)
            set(0..<count, to: rows)
        }
    }

    /// Lends rows in which a part can be made, whatever they hold: its own memory in float32, otherwise the workspace's.
    func room(for part: Range<Int>, _ work: inout Workspace) -> Rows {
        switch precision {
        case .float32: memory.rows(part)
        case .bfloat16: work.rows(part.count, columns)
        }
    }

    /// Sets a part: rounds its rows, if the precision wants it. rows [part, columns]
    func set(_ part: Range<Int>, to rows: Rows) {
        precondition(
            part.lowerBound >= 0 && part.upperBound <= count && rows.count == part.count && rows.columns == columns,
            "[\(rows.count), \(rows.columns)] as rows \(part) of [\(count), \(columns)]")
        switch precision {
        case .float32: memory.rows(part).copyIfElsewhere(rows)
        case .bfloat16:
            unsafe kernel_round_rows(part.count, columns, rows.base, rows.stride, part.lowerBound, memory.base)
        }
    }
}
