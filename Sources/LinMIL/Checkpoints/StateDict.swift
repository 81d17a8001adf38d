/// Returns the model's tensors among what a pickle holds: the dict itself, or the one under a name that training loops use.
func stateDict(
    _ root: PickleValue, in heap: PickleHeap, of file: CheckpointFile
) throws(CheckpointError) -> [String: PickledTensor] {
    guard case .dictionary(let index) = root else { throw .noStateDict(path: file.path, found: root.kind) }
    var members = heap.members(index)
    for _ in 0..<deepestWrapper {
        let wrapped = members.compactMap { key, value in heap.wrapped(key, value).map { (key: key, members: $0) } }
        if wrapped.count > 1 { throw .ambiguousStateDict(path: file.path, keys: wrapped.map(\.key).sorted()) }
        guard let only = wrapped.first else { break }
        members = heap.members(only.members)
    }
    let tensors = members.compactMapValues { heap.tensor($0) }
    guard !tensors.isEmpty else {
        let keys = members.keys.sorted().prefix(5).map(quoted).joined(separator: ", ")
        throw .noStateDict(path: file.path, found: keys.isEmpty ? "an empty dict" : "no tensors but \(keys)")
    }
    return tensors
}

private let wrapperNames: Set = ["state_dict", "model_state_dict", "model"]

/// The most nested wrappers that are followed: a hostile file can make them circular.
private let deepestWrapper = 4

extension PickleHeap {
    /// Returns a dict's entries by name; of equal names the last one counts.
    fileprivate func members(_ index: Int) -> [String: PickleValue] {
        dictionaries[index].entries.reduce(into: [:]) { $0[$1.key] = $1.value }
    }

    fileprivate func tensor(_ value: PickleValue) -> PickledTensor? {
        if case .tensor(let index) = value { tensors[index] } else { nil }
    }

    /// Returns the dict of an entry that wraps a state dict, else nil. Other dicts, such as settings, may have these names too.
    fileprivate func wrapped(_ key: String, _ value: PickleValue) -> Int? {
        guard wrapperNames.contains(key), case .dictionary(let index) = value else { return nil }
        let holdsWeights = dictionaries[index].entries.contains { name, value in
            switch value {
            case .tensor: true
            case .dictionary: wrapperNames.contains(name)
            default: false
            }
        }
        return holdsWeights ? index : nil
    }
}

extension PickleValue {
    /// What the value is, for a message.
    fileprivate var kind: String {
        switch self {
        case .none: "None"
        case .integer: "a number"
        case .text: "a text"
        case .tuple: "a tuple"
        case .dictionary: "a dict"
        case .storage: "a storage"
        case .tensor: "a single tensor"
        case .global: "a class"
        case .other: "an object"
        }
    }
}
