/// A value on the pickle machine's stack.
///
/// Containers are indices into the machine's ``PickleHeap``: a nest of any depth is freed without recursion, a value that is
/// shared a billion times takes only the room of its index, and a cycle does not leak.
enum PickleValue {
    case none
    case integer(Int)
    case text(String)
    case tuple(Int)
    case dictionary(Int)
    case storage(Int)
    case tensor(Int)
    case global(PickleGlobal)
    /// A value that a state dict does not need, such as a list, a fraction or an optimizer's setting. Its contents are dropped.
    case other
}

/// The containers of a pickle, by index.
struct PickleHeap {
    var tuples: [[PickleValue]] = []
    var dictionaries: [PickleDictionary] = []
    var storages: [PickledStorage] = []
    var tensors: [PickledTensor] = []
}

/// The entries of a Python dict that have text for a key, in the order of the file. Of equal keys the last one counts.
struct PickleDictionary {
    private(set) var entries: [(key: String, value: PickleValue)] = []

    /// No tensor's name is longer, in bytes. A file can use one endless name a million times, and each is hashed.
    static let longestKey = 1024

    /// Adds an entry; one with another key than a name is dropped.
    mutating func set(_ key: PickleValue, to value: PickleValue) {
        if case .text(let name) = key, name.utf8.count <= Self.longestKey { entries.append((name, value)) }
    }
}

/// A block of elements that tensors are views of: the archive's record `data/<key>`.
struct PickledStorage {
    /// The type of all elements; nil where each tensor says its own (`UntypedStorage`).
    let elementType: Checkpoint.ElementType?
    let key: String
    /// The number of elements; of bytes where they have no type.
    let count: Int
}

/// A tensor as the pickle describes it, not yet compared with its storage.
struct PickledTensor {
    let storage: PickledStorage
    let elementType: Checkpoint.ElementType
    let offset: Int
    let shape: [Int]
    let strides: [Int]
}
