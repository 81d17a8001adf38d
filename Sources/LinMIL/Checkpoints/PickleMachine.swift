/// Reads the pickle of a state dict without Python.
///
/// A pickle is a program for a stack machine. This one has the instructions that `torch.save` writes for dicts of tensors,
/// knows the names of ``PickleGlobal`` and refuses all else by name: nothing in a file can make it call, import or allocate
/// more than a fixed multiple of the file's own size.
struct PickleMachine {
    private let file: CheckpointFile
    private let code: Range<Int>
    private var position: Int
    private var stack: [PickleValue] = []
    /// The heights of the stack at which MARKs lie.
    private var marks: [Int] = []
    private var memo: [Int: PickleValue] = [:]
    private(set) var heap = PickleHeap()

    /// The longest pickle that is read. A state dict takes some 200 bytes for each tensor.
    private static let largestPickle = 16 << 20

    init(_ file: CheckpointFile, code: Range<Int>) throws(CheckpointError) {
        guard code.count <= Self.largestPickle else {
            throw file.damaged(
                "its pickle has \(code.count) bytes", expected: "at most \(Self.largestPickle) for a state dict")
        }
        self.file = file
        self.code = code
        position = code.lowerBound
    }

    /// Runs the program to its end and returns what it built.
    mutating func run() throws(CheckpointError) -> PickleValue {
        while true {
            let opcode = try byte()
            if opcode == UInt8(ascii: ".") { return try pop() }
            try execute(opcode)
        }
    }

    private mutating func execute(_ opcode: UInt8) throws(CheckpointError) {
        switch opcode {
        case 0x80: _ = try byte()  // PROTO: each opcode is checked on its own
        case 0x95: _ = try take(8)  // FRAME: a hint for readers of streams
        case UInt8(ascii: "("): marks.append(stack.count)
        case UInt8(ascii: "0"): _ = try pop()

        case UInt8(ascii: "N"): stack.append(.none)
        case 0x88: stack.append(.integer(1))  // NEWTRUE
        case 0x89: stack.append(.integer(0))  // NEWFALSE
        case UInt8(ascii: "J"): stack.append(.integer(Int(Int32(truncatingIfNeeded: try count(4)))))
        case UInt8(ascii: "K"): stack.append(.integer(try count(1)))
        case UInt8(ascii: "M"): stack.append(.integer(try count(2)))
        case 0x8A: stack.append(try long(try count(1)))  // LONG1
        case UInt8(ascii: "G"):
            _ = try take(8)
            stack.append(.other)
        case UInt8(ascii: "X"): stack.append(try text(try count(4)))
        case 0x8C: stack.append(try text(try count(1)))  // SHORT_BINUNICODE
        case 0x8D: stack.append(try text(try count(8)))  // BINUNICODE8
        case UInt8(ascii: "B"): try skip(try count(4))  // BINBYTES
        case UInt8(ascii: "C"): try skip(try count(1))  // SHORT_BINBYTES
        case 0x8E: try skip(try count(8))  // BINBYTES8

        case UInt8(ascii: ")"): push(tuple: [])
        case 0x85: push(tuple: try pop(last: 1))
        case 0x86: push(tuple: try pop(last: 2))
        case 0x87: push(tuple: try pop(last: 3))
        case UInt8(ascii: "t"): push(tuple: try popToMark())
        case UInt8(ascii: "]"), 0x8F: stack.append(.other)  // EMPTY_LIST, EMPTY_SET
        case 0x91:  // FROZENSET
            _ = try popToMark()
            stack.append(.other)
        case UInt8(ascii: "a"): _ = try pop()  // APPEND to a list, whose contents are dropped
        case UInt8(ascii: "e"), 0x90: _ = try popToMark()  // APPENDS, ADDITEMS
        case UInt8(ascii: "}"): pushDictionary()
        case UInt8(ascii: "s"): try setItems(try pop(last: 2))
        case UInt8(ascii: "u"): try setItems(try popToMark())

        case UInt8(ascii: "q"): memo[try count(1)] = try top()
        case UInt8(ascii: "r"): memo[try count(4)] = try top()
        case 0x94: memo[memo.count] = try top()  // MEMOIZE
        case UInt8(ascii: "h"): try recall(try count(1))
        case UInt8(ascii: "j"): try recall(try count(4))

        case UInt8(ascii: "c"): try push(global: try line(), try line())
        case 0x93:  // STACK_GLOBAL
            let names = try pop(last: 2)
            guard case .text(let module) = names[0], case .text(let name) = names[1] else { throw malformed() }
            try push(global: module, name)
        case UInt8(ascii: "Q"): try loadStorage()
        case UInt8(ascii: "R"), 0x81: try build(try pop(last: 2))  // REDUCE, NEWOBJ
        case UInt8(ascii: "b"): _ = try pop()  // BUILD: attributes, such as a state dict's _metadata

        default: throw .unknownOpcode(path: file.path, opcode: opcode, offset: position - 1 - code.lowerBound)
        }
    }
}

// MARK: - The program's bytes

extension PickleMachine {
    private mutating func take(_ count: Int) throws(CheckpointError) -> Range<Int> {
        guard let range = file.range(at: position, count: count, in: code) else { throw malformed() }
        position = range.upperBound
        return range
    }

    private mutating func byte() throws(CheckpointError) -> UInt8 { file.bytes[try take(1).lowerBound] }

    /// Reads an unsigned number of up to 8 bytes.
    private mutating func count(_ width: Int) throws(CheckpointError) -> Int {
        let value = file.bytes[try take(width)].reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        guard let count = Int(exactly: value) else { throw malformed() }
        return count
    }

    /// Reads a two's complement number of any width; one beyond 64 bits cannot be a size and is ignored.
    private mutating func long(_ width: Int) throws(CheckpointError) -> PickleValue {
        let bytes = file.bytes[try take(width)]
        guard bytes.count <= 8 else { return .other }
        let isNegative = bytes.last.map { $0 >= 0x80 } ?? false
        return .integer(Int(bytes.reversed().reduce(isNegative ? -1 : 0 as Int64) { $0 << 8 | Int64($1) }))
    }

    private mutating func text(_ length: Int) throws(CheckpointError) -> PickleValue {
        .text(String(decoding: file.bytes[try take(length)], as: UTF8.self))
    }

    private mutating func skip(_ length: Int) throws(CheckpointError) {
        _ = try take(length)
        stack.append(.other)
    }

    private mutating func line() throws(CheckpointError) -> String {
        let rest = file.bytes[position..<code.upperBound]
        guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { throw malformed() }
        position = end + 1
        return String(decoding: rest[..<end], as: UTF8.self)
    }

    private func malformed() -> CheckpointError {
        file.damaged(
            "its pickle makes no sense at byte \(position - code.lowerBound)", expected: "a state dict's pickle")
    }
}

// MARK: - The stack

extension PickleMachine {
    private func top() throws(CheckpointError) -> PickleValue {
        guard stack.count > marks.last ?? 0, let value = stack.last else { throw malformed() }
        return value
    }

    private mutating func pop() throws(CheckpointError) -> PickleValue {
        let value = try top()
        stack.removeLast()
        return value
    }

    private mutating func pop(last count: Int) throws(CheckpointError) -> [PickleValue] {
        guard stack.count - (marks.last ?? 0) >= count else { throw malformed() }
        defer { stack.removeLast(count) }
        return Array(stack.suffix(count))
    }

    private mutating func popToMark() throws(CheckpointError) -> [PickleValue] {
        guard let mark = marks.popLast() else { throw malformed() }
        defer { stack.removeLast(stack.count - mark) }
        return Array(stack[mark...])
    }

    private mutating func recall(_ index: Int) throws(CheckpointError) {
        guard let value = memo[index] else { throw malformed() }
        stack.append(value)
    }

    private mutating func push(tuple: [PickleValue]) {
        stack.append(.tuple(heap.tuples.count))
        heap.tuples.append(tuple)
    }

    private mutating func pushDictionary() {
        stack.append(.dictionary(heap.dictionaries.count))
        heap.dictionaries.append(PickleDictionary())
    }

    private mutating func push(global module: String, _ name: String) throws(CheckpointError) {
        guard let global = PickleGlobal(module: module, name: name) else {
            throw .unknownGlobal(path: file.path, name: "\(module).\(name)")
        }
        stack.append(.global(global))
    }

    private mutating func setItems(_ items: [PickleValue]) throws(CheckpointError) {
        guard items.count.isMultiple(of: 2) else { throw malformed() }
        switch try top() {
        case .dictionary(let index):
            for item in stride(from: 0, to: items.count, by: 2) {
                heap.dictionaries[index].set(items[item], to: items[item + 1])
            }
        case .other: break
        default: throw malformed()
        }
    }
}

// MARK: - What a state dict is made of

extension PickleMachine {
    /// Takes `('storage', class, key, location, count)`, which stands for a record of the archive.
    private mutating func loadStorage() throws(CheckpointError) {
        guard case .tuple(let index) = try pop(), case let id = heap.tuples[index], id.count == 5,
            case .text("storage") = id[0], case .global(.storage(let type)) = id[1], case .text(let key) = id[2],
            case .integer(let count) = id[4], count >= 0, key.utf8.count <= PickleDictionary.longestKey
        else { throw malformed() }
        stack.append(.storage(heap.storages.count))
        heap.storages.append(PickledStorage(elementType: type, key: key, count: count))
    }

    /// Takes a function or class and its arguments, and pushes what Python would make of them.
    private mutating func build(_ call: [PickleValue]) throws(CheckpointError) {
        guard case .global(let global) = call[0], case .tuple(let index) = call[1] else { throw malformed() }
        let arguments = heap.tuples[index]
        switch global {
        case .orderedDictionary where arguments.isEmpty: pushDictionary()
        case .tensor: try pushTensor(arguments, elementType: nil)
        case .typedTensor:
            guard arguments.count > 6, case .global(.elementType(let type)) = arguments[6] else { throw malformed() }
            try pushTensor(arguments, elementType: type)
        case .parameter:
            guard case .tensor? = arguments.first else { throw malformed() }
            stack.append(arguments[0])
        case .inert: stack.append(.other)
        case .orderedDictionary, .storage, .elementType: throw malformed()
        }
    }

    private mutating func pushTensor(
        _ arguments: [PickleValue], elementType: Checkpoint.ElementType?
    ) throws(CheckpointError) {
        guard arguments.count >= 4, case .storage(let index) = arguments[0], case .integer(let offset) = arguments[1],
            case let storage = heap.storages[index], let type = elementType ?? storage.elementType
        else { throw malformed() }
        let tensor = PickledTensor(
            storage: storage, elementType: type, offset: offset, shape: try sizes(arguments[2]),
            strides: try sizes(arguments[3]))
        stack.append(.tensor(heap.tensors.count))
        heap.tensors.append(tensor)
    }

    private func sizes(_ value: PickleValue) throws(CheckpointError) -> [Int] {
        // A tuple is shared at no cost, but its copies here are not: the limit is PyTorch's own.
        let mostDimensions = 64
        guard case .tuple(let index) = value, heap.tuples[index].count <= mostDimensions else { throw malformed() }
        var sizes: [Int] = []
        for element in heap.tuples[index] {
            guard case .integer(let size) = element else { throw malformed() }
            sizes.append(size)
        }
        return sizes
    }
}
