internal import Files

/// The stack of values, the marks on it and the memo.
extension PickleMachine {
    func top() throws(CheckpointError) -> PickleValue {
        guard stack.count > marks.last ?? 0, let value = stack.last else { throw malformed() }
        return value
    }

    mutating func pop() throws(CheckpointError) -> PickleValue {
        let value = try top()
        stack.removeLast()
        return value
    }

    mutating func pop(last count: Int) throws(CheckpointError) -> [PickleValue] {
        guard stack.count - (marks.last ?? 0) >= count else { throw malformed() }
        defer { stack.removeLast(count) }
        return Array(stack.suffix(count))
    }

    mutating func popToMark() throws(CheckpointError) -> [PickleValue] {
        guard let mark = marks.popLast() else { throw malformed() }
        defer { stack.removeLast(stack.count - mark) }
        return Array(stack[mark...])
    }

    /// Drops the top value, or the mark where it is on top.
    mutating func discard() throws(CheckpointError) {
        if let mark = marks.last, mark == stack.count {
            marks.removeLast()
        } else {
            _ = try pop()
        }
    }

    mutating func recall(_ index: Int) throws(CheckpointError) {
        guard let value = memo[index] else { throw malformed() }
        stack.append(value)
    }

    mutating func push(text range: Range<Int>) {
        stack.append(.text(heap.texts.count))
        heap.texts.append(range)
    }

    /// Skips bytes that play no part, and pushes a value for them.
    mutating func pushOther(_ length: Int) throws(CheckpointError) {
        _ = try take(length)
        stack.append(.other)
    }

    mutating func push(_ kind: PickleContainer.Kind, _ elements: [PickleValue], maker: Int? = nil) {
        stack.append(.container(heap.containers.count))
        heap.containers.append(PickleContainer(kind: kind, maker: maker, elements: elements))
    }

    mutating func push(global module: Range<Int>, _ name: Range<Int>) throws(CheckpointError) {
        var meaning = PickleGlobal.inert
        if module.count + name.count < PickleGlobal.longestName {
            meaning = PickleGlobal(module: file.text(module), name: file.text(name))
        }
        stack.append(.global(heap.globals.count))
        heap.globals.append(PickledGlobal(meaning: meaning, module: module, name: name))
    }

    /// STACK_GLOBAL: the names are two texts on the stack.
    mutating func pushGlobalOfStack() throws(CheckpointError) {
        let names = try pop(last: 2)
        guard case .text(let module) = names[0], case .text(let name) = names[1] else { throw malformed() }
        try push(global: heap.texts[module], heap.texts[name])
    }

    /// Adds to a list, or to an object that may be one.
    mutating func append(_ elements: [PickleValue]) {
        guard case .container(let index)? = stack.last, heap.containers[index].kind != .tuple else { return }
        heap.containers[index].elements += elements
    }

    /// Adds keys and values, in turns, to a dict or to an object that may be one.
    mutating func setItems(_ items: [PickleValue]) throws(CheckpointError) {
        guard items.count.isMultiple(of: 2) else { throw malformed() }
        switch try top() {
        case .container(let index):
            for item in stride(from: 0, to: items.count, by: 2) {
                heap.containers[index].entries.append((key: items[item], value: items[item + 1]))
            }
        case .other: break
        default: throw malformed()
        }
    }
}
