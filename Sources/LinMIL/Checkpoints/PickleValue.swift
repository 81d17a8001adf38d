/// A value on the pickle machine's stack.
///
/// Whatever needs room is an index into the machine's ``PickleHeap``: a nest of any depth is freed without recursion, a
/// value that is shared a billion times takes no more room than its index, and a cycle does not leak.
enum PickleValue {
    case none
    case integer(Int)
    case text(Int)
    case container(Int)
    case storage(Int)
    case tensor(Int)
    case global(Int)
    /// Something that plays no part in a state dict, such as a fraction, a set or bytes. Its contents are dropped.
    case other
}

/// What the values of a pickle stand for, by index.
struct PickleHeap {
    /// Where texts lie in the file.
    var texts: [Range<Int>] = []
    var containers: [PickleContainer] = []
    var globals: [PickledGlobal] = []
    var storages: [PickledStorage] = []
    var tensors: [PickledTensor] = []
}

/// A tuple, list, dict or object.
struct PickleContainer {
    enum Kind {
        case tuple, list, dictionary
        /// What an unknown class or function would have made. It may be a dict or a list of a class of its own.
        case object
        /// An object with the attributes of a `torch.nn.Module`.
        case module
    }

    var kind: Kind
    /// The class or function of an object, an index into the heap's globals.
    var maker: Int?
    /// The items of a dict, in the order of the file. Of equal keys the last one counts.
    var entries: [(key: PickleValue, value: PickleValue)] = []
    /// The elements of a tuple or list.
    var elements: [PickleValue] = []
}

/// A class or function that the pickle names, and where its names lie in the file.
struct PickledGlobal {
    let meaning: PickleGlobal
    let module: Range<Int>
    let name: Range<Int>
}

/// A block of elements that tensors are views of.
struct PickledStorage {
    let type: StorageType
    /// Its key in the file, an index into the heap's texts.
    let key: Int
    /// The number of elements; of bytes where they have no type.
    let count: Int
    /// The first element of a part of another storage. PyTorch before 0.4 had such views.
    let start: Int
    /// The number of elements of that part.
    let length: Int
}

/// What a storage's class says of its elements.
enum StorageType: CustomStringConvertible {
    case elements(Checkpoint.ElementType)
    /// `UntypedStorage`: each tensor has its own type.
    case untyped
    /// Numbers that are not read, with the size of one in bytes: complex and quantised ones.
    case foreign(String, size: Int)

    /// The size of one element in bytes.
    var size: Int {
        switch self {
        case .elements(let type): type.size
        case .untyped: 1
        case .foreign(_, let size): size
        }
    }

    var description: String {
        switch self {
        case .elements(let type): type.rawValue
        case .untyped: "one byte"
        case .foreign(let name, _): name
        }
    }
}

/// A tensor as the pickle describes it, not yet held against its storage.
enum PickledTensor {
    case view(PickledView)
    case unreadable(TensorObstacle)
}

/// A view of a storage.
struct PickledView {
    let elementType: Checkpoint.ElementType
    /// An index into the heap's storages.
    let storage: Int
    let offset: Int
    /// The tuples of sizes and strides, indices into the heap's containers. They hold nothing but integers.
    let shape: Int
    let strides: Int
}

/// Why a tensor's values cannot be read.
enum TensorObstacle: Equatable {
    case elementType(String)
    /// It is of another kind, such as `a sparse tensor`.
    case kind(String)

    /// Returns the error for a tensor that is needed.
    func error(path: String, tensor: String) -> CheckpointError {
        switch self {
        case .elementType(let type): .unknownElementType(path: path, tensor: tensor, type: type)
        case .kind(let kind): .unreadableTensor(path: path, tensor: tensor, kind: kind)
        }
    }
}
