internal import Files

/// Reads a pickle without Python.
///
/// A pickle is a program for a stack machine. This one knows every instruction of the protocols 0 to 5, and follows them
/// as far as dicts of tensors need it. A class or function that it does not rebuild itself is inert: calling it makes an object
/// without meaning. Nothing in a file can make it call, import, or allocate more than a fixed multiple of the instructions.
struct PickleMachine {
    let file: CheckpointFile
    /// The file's bytes.
    let bytes: [UInt8]
    let code: Range<Int>
    /// Where the next instruction lies; after ``run()``, where the pickle ends.
    var position: Int
    var stack: [PickleValue] = []
    /// The heights of the stack at which MARKs lie.
    var marks: [Int] = []
    var memo: [Int: PickleValue] = [:]
    var heap = PickleHeap()
    /// How many more instructions may be executed.
    private var budget: Int
    private let mostInstructions: Int

    /// Loads a program that is in memory.
    ///
    /// - Parameter mostInstructions: where a program is cut off. A state dict takes some 30 instructions for each tensor, and
    ///   what training loops keep beside it is far from this; it bounds memory to about a gigabyte.
    init(_ file: CheckpointFile, code: Range<Int>, mostInstructions: Int = 8 << 20) {
        guard let bytes = file.inMemory else { preconditionFailure("a pickle that is not in memory") }
        (self.file, self.bytes, self.code, self.mostInstructions) = (file, bytes, code, mostInstructions)
        position = code.lowerBound
        budget = mostInstructions
    }

    /// Runs the program to its end and returns what it built.
    mutating func run() throws(CheckpointError) -> PickleValue {
        while true {
            let opcode = try byte()
            if opcode == UInt8(ascii: ".") { return try pop() }
            try spend(1)
            try execute(opcode)
        }
    }

    /// Takes from the budget for work that is to be done.
    mutating func spend(_ count: Int) throws(CheckpointError) {
        guard count <= budget else {
            throw file.damaged(
                "its pickle has more than \(mostInstructions) instructions", expected: "fewer for a state dict")
        }
        budget -= count
    }

    private mutating func execute(_ opcode: UInt8) throws(CheckpointError) {
        switch opcode {
        case 0x80: _ = try byte()  // PROTO: each opcode is checked on its own
        case 0x95: _ = try take(8)  // FRAME: a hint for readers of streams
        case UInt8(ascii: "("): marks.append(stack.count)
        case UInt8(ascii: "0"): try discard()  // POP
        case UInt8(ascii: "1"): _ = try popToMark()  // POP_MARK
        case UInt8(ascii: "2"): stack.append(try top())  // DUP

        case UInt8(ascii: ")"): push(.tuple, [])
        case 0x85: push(.tuple, try pop(last: 1))
        case 0x86: push(.tuple, try pop(last: 2))
        case 0x87: push(.tuple, try pop(last: 3))
        case UInt8(ascii: "t"): push(.tuple, try popToMark())
        case UInt8(ascii: "]"): push(.list, [])
        case UInt8(ascii: "l"): push(.list, try popToMark())  // LIST
        case UInt8(ascii: "a"): append(try pop(last: 1))  // APPEND
        case UInt8(ascii: "e"): append(try popToMark())  // APPENDS
        case UInt8(ascii: "}"): push(.dictionary, [])
        case UInt8(ascii: "d"):  // DICT
            let items = try popToMark()
            push(.dictionary, [])
            try setItems(items)
        case UInt8(ascii: "s"): try setItems(try pop(last: 2))
        case UInt8(ascii: "u"): try setItems(try popToMark())
        case 0x8F: stack.append(.other)  // EMPTY_SET
        case 0x90: _ = try popToMark()  // ADDITEMS, to a set
        case 0x91:  // FROZENSET
            _ = try popToMark()
            stack.append(.other)

        case UInt8(ascii: "p"): memo[try decimalLine()] = try top()
        case UInt8(ascii: "q"): memo[try count(1)] = try top()
        case UInt8(ascii: "r"): memo[try count(4)] = try top()
        case 0x94: memo[memo.count] = try top()  // MEMOIZE
        case UInt8(ascii: "g"): try recall(try decimalLine())
        case UInt8(ascii: "h"): try recall(try count(1))
        case UInt8(ascii: "j"): try recall(try count(4))

        case UInt8(ascii: "c"): try push(global: try line(), try line())
        case 0x93: try pushGlobalOfStack()
        case 0x82, 0x83, 0x84:  // EXT1, EXT2, EXT4: a name from a registry that is not here
            _ = try take(1 << (opcode - 0x82))
            push(.object, [])
        case UInt8(ascii: "P"):  // PERSID, a line of text: PyTorch itself cannot read its own in protocol 0
            _ = try line()
            push(.object, [])
        case UInt8(ascii: "Q"): try pushPersistent(try pop())
        case UInt8(ascii: "R"), 0x81: try build(try pop(last: 2))  // REDUCE, NEWOBJ
        case 0x92: try build(Array(try pop(last: 3).prefix(2)))  // NEWOBJ_EX: keywords play no part
        case UInt8(ascii: "i"):  // INST
            try push(global: try line(), try line())
            let maker = try pop()
            try build(maker, try popToMark())
        case UInt8(ascii: "o"):  // OBJ
            let call = try popToMark()
            guard let maker = call.first else { throw malformed() }
            try build(maker, Array(call.dropFirst()))
        case UInt8(ascii: "b"): setState(try pop())  // BUILD
        case 0x97: stack.append(.other)  // NEXT_BUFFER: torch.save puts none beside the pickle
        case 0x98: _ = try top()  // READONLY_BUFFER

        default: try pushLiteral(opcode)
        }
    }

    /// Executes an instruction that pushes a number, a text or bytes.
    private mutating func pushLiteral(_ opcode: UInt8) throws(CheckpointError) {
        switch opcode {
        case UInt8(ascii: "N"): stack.append(.none)
        case 0x88: stack.append(.integer(1))  // NEWTRUE
        case 0x89: stack.append(.integer(0))  // NEWFALSE
        case UInt8(ascii: "J"): stack.append(.integer(Int(Int32(truncatingIfNeeded: try count(4)))))
        case UInt8(ascii: "K"): stack.append(.integer(try count(1)))
        case UInt8(ascii: "M"): stack.append(.integer(try count(2)))
        case UInt8(ascii: "I"), UInt8(ascii: "L"): stack.append(try integerLine())
        case 0x8A: stack.append(try long(try count(1)))  // LONG1
        case 0x8B: stack.append(try long(try count(4)))  // LONG4
        case UInt8(ascii: "G"): try pushOther(8)
        case UInt8(ascii: "F"):  // FLOAT
            _ = try line()
            stack.append(.other)
        case UInt8(ascii: "S"): push(text: try quotedLine())  // STRING, as Python 2 writes it
        case UInt8(ascii: "V"): push(text: try line())  // UNICODE
        // BINSTRING and SHORT_BINSTRING are Python 2's, whose texts are bytes.
        case UInt8(ascii: "T"), UInt8(ascii: "X"): push(text: try take(try count(4)))
        case UInt8(ascii: "U"), 0x8C: push(text: try take(try count(1)))
        case 0x8D: push(text: try take(try count(8)))  // BINUNICODE8
        case UInt8(ascii: "B"): try pushOther(try count(4))  // BINBYTES
        case UInt8(ascii: "C"): try pushOther(try count(1))  // SHORT_BINBYTES
        case 0x8E, 0x96: try pushOther(try count(8))  // BINBYTES8, BYTEARRAY8
        default: throw .unknownOpcode(path: file.path, opcode: opcode, offset: position - 1 - code.lowerBound)
        }
    }
}
