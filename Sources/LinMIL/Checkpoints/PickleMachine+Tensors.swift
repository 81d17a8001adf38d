internal import Files

/// What a state dict is made of: calls that make tensors, and the storages that they are views of.
extension PickleMachine {
    /// The longest name of a tensor or storage that is read, in bytes.
    static let longestKey = 1024
    /// A tuple is shared at no cost, but its copies are not: the limit is PyTorch's own.
    private static let mostDimensions = 64

    /// Takes a persistent identifier: `('storage', class, key, location, count)` stands for elements in the file. Before
    /// PyTorch 1.6, a view followed, and `('module', class, source file, source)` stood for a class.
    mutating func pushPersistent(_ value: PickleValue) throws(CheckpointError) {
        guard case .container(let index) = value, case let id = heap.containers[index].elements,
            case .text(let kind)? = id.first
        else { return push(.object, []) }
        if file.has("module", at: heap.texts[kind]), id.count > 1 {
            stack.append(id[1])
        } else if file.has("storage", at: heap.texts[kind]) {
            try pushStorage(id)
        } else {
            push(.object, [])
        }
    }

    private mutating func pushStorage(_ id: [PickleValue]) throws(CheckpointError) {
        guard id.count == 5 || id.count == 6, case .global(let global) = id[1], case .text(let key) = id[2],
            case .integer(let count) = id[4], count >= 0, heap.texts[key].count <= Self.longestKey
        else { throw malformed() }
        guard case .storage(let type) = heap.globals[global].meaning else {
            // Elements of a class that is not known: so is every tensor of them.
            return push(.object, [], maker: global)
        }
        var (start, length) = (0, count)
        if id.count == 6, case .container(let view) = id[5] {
            let parts = heap.containers[view].elements
            guard parts.count == 3, case .integer(let first) = parts[1], case .integer(let number) = parts[2],
                first >= 0, number >= 0, first <= count, number <= count - first
            else { throw malformed() }
            (start, length) = (first, number)
        }
        stack.append(.storage(heap.storages.count))
        heap.storages.append(PickledStorage(type: type, key: key, count: count, start: start, length: length))
    }

    /// Takes a class or function and the tuple of its arguments, and pushes what Python would make of them.
    mutating func build(_ call: [PickleValue]) throws(CheckpointError) {
        guard case .container(let index) = call[1], heap.containers[index].kind == .tuple else {
            return push(.object, [], maker: heap.maker(call[0]))
        }
        try build(call[0], heap.containers[index].elements)
    }

    mutating func build(_ maker: PickleValue, _ arguments: [PickleValue]) throws(CheckpointError) {
        guard case .global(let index) = maker else { return push(.object, []) }
        switch heap.globals[index].meaning {
        case .orderedDictionary:
            push(.dictionary, [])
            try setPairs(arguments)
        case .tensor: try pushTensor(arguments, typeAt: nil)
        case .typedTensor: try pushTensor(arguments, typeAt: 6)
        case .wrapper:
            guard case .tensor? = arguments.first else { return push(.object, [], maker: index) }
            stack.append(arguments[0])
        case .tensorWithAttributes:
            // The function is one that makes tensors; this one again would be no tensor of PyTorch's.
            guard arguments.count > 2, case .global(let function) = arguments[0],
                case .container(let inner) = arguments[2], heap.containers[inner].kind == .tuple,
                !heap.globals[function].meaning.isTensorWithAttributes
            else { return push(.object, [], maker: index) }
            try build(arguments[0], heap.containers[inner].elements)
        case .unreadableTensor(let kind): push(.unreadable(.kind(kind)))
        case .inert, .storage, .elementType: push(.object, [], maker: index)
        }
    }

    /// Fills an OrderedDict from a list of pairs, as Python 2 writes it.
    private mutating func setPairs(_ arguments: [PickleValue]) throws(CheckpointError) {
        guard case .container(let list)? = arguments.first else { return }
        try spend(heap.containers[list].elements.count)
        for pair in heap.containers[list].elements {
            guard case .container(let index) = pair, heap.containers[index].elements.count == 2 else { continue }
            try setItems(heap.containers[index].elements)
        }
    }

    private mutating func push(_ tensor: PickledTensor) {
        stack.append(.tensor(heap.tensors.count))
        heap.tensors.append(tensor)
    }

    /// - Parameter typeAt: the place of the argument that names the element type; nil where the storage has it.
    private mutating func pushTensor(_ arguments: [PickleValue], typeAt: Int?) throws(CheckpointError) {
        guard arguments.count >= max(4, (typeAt ?? 0) + 1) else { throw malformed() }
        guard case .storage(let storage) = arguments[0] else {
            return push(.unreadable(.kind("a tensor of elements in an unknown storage")))
        }
        guard case .integer(let offset) = arguments[1], let shape = sizes(arguments[2]),
            let strides = sizes(arguments[3])
        else { throw malformed() }
        let elementType: Checkpoint.ElementType
        switch (typeAt.map { arguments[$0] }, heap.storages[storage].type) {
        case (.global(let global)?, _):
            guard case .elementType(let type) = heap.globals[global].meaning else {
                return push(.unreadable(.elementType(heap.name(of: global, in: file))))
            }
            elementType = type
        case (nil, .elements(let type)): elementType = type
        case (nil, .foreign(let type, _)): return push(.unreadable(.elementType(type)))
        default: throw malformed()
        }
        let metadata = arguments.count > (typeAt ?? 5) + 1 ? arguments[(typeAt ?? 5) + 1] : .none
        if heap.isNegated(metadata, in: file) { return push(.unreadable(.kind("a tensor that is stored negated"))) }
        push(
            .view(
                PickledView(
                    elementType: elementType, storage: storage, offset: offset, shape: shape, strides: strides)))
    }

    /// Returns the index of a tuple if it holds sizes.
    private func sizes(_ value: PickleValue) -> Int? {
        guard case .container(let index) = value, case let tuple = heap.containers[index], tuple.kind == .tuple,
            tuple.elements.count <= Self.mostDimensions
        else { return nil }
        for element in tuple.elements {
            guard case .integer = element else { return nil }
        }
        return index
    }

    /// Takes an object's attributes: those of a `torch.nn.Module` tell what it is, all others play no part.
    mutating func setState(_ state: PickleValue) {
        guard case .container(let object)? = stack.last, heap.containers[object].kind == .object,
            case .container(let attributes) = state
        else { return }
        // They are among the first: Module's own initialiser sets them.
        let isModule = heap.containers[attributes].entries.prefix(64).contains { key, _ in
            if case .text(let text) = key { file.has("_parameters", at: heap.texts[text]) } else { false }
        }
        if isModule { heap.containers[object].kind = .module }
    }
}

extension PickleGlobal {
    fileprivate var isTensorWithAttributes: Bool {
        if case .tensorWithAttributes = self { true } else { false }
    }
}

extension PickleHeap {
    /// The index of a class or function.
    fileprivate func maker(_ value: PickleValue) -> Int? {
        if case .global(let index) = value { index } else { nil }
    }

    /// The dotted name of a class or function, cut where it is endless.
    func name(of global: Int, in file: CheckpointFile) -> String {
        file.text(globals[global].module.prefix(200)) + "." + file.text(globals[global].name.prefix(200))
    }

    /// The sizes or strides that a tuple holds.
    func sizes(_ tuple: Int) -> [Int] {
        containers[tuple].elements.compactMap { if case .integer(let size) = $0 { size } else { nil } }
    }

    /// Whether a tensor's metadata says that its values have the other sign.
    fileprivate func isNegated(_ metadata: PickleValue, in file: CheckpointFile) -> Bool {
        guard case .container(let index) = metadata else { return false }
        return containers[index].entries.prefix(8).contains { key, value in
            guard case .text(let text) = key, case .integer(1) = value else { return false }
            return file.has("neg", at: texts[text])
        }
    }
}

extension CheckpointFile {
    /// Whether a part of the file is this text.
    fileprivate func has(_ text: StaticString, at range: Range<Int>) -> Bool {
        range.count == text.utf8CodeUnitCount && has("\(text)".utf8, at: range.lowerBound)
    }
}
