/// The functions and classes that a pickle may name. None is looked up or called; each is rebuilt here as far as a state
/// dict needs it.
enum PickleGlobal {
    case orderedDictionary
    /// `_rebuild_tensor_v2(storage, offset, shape, strides, ...)`: the element type is the storage's.
    case tensor
    /// `_rebuild_tensor_v3(storage, offset, shape, strides, requires_grad, hooks, dtype, ...)`.
    case typedTensor
    /// `_rebuild_parameter(tensor, ...)`.
    case parameter
    /// A storage class; nil for `UntypedStorage`.
    case storage(Checkpoint.ElementType?)
    case elementType(Checkpoint.ElementType)
    /// A class that a state dict does not need. Its objects are dropped.
    case inert

    /// Returns what a module's name stands for, or nil where no state dict needs it.
    init?(module: String, name: String) {
        guard let known = Self.known["\(module) \(name)"] else { return nil }
        self = known
    }

    private static let known: [String: PickleGlobal] = {
        var known: [String: PickleGlobal] = [
            "collections OrderedDict": .orderedDictionary,
            "torch._utils _rebuild_tensor": .tensor,
            "torch._utils _rebuild_tensor_v2": .tensor,
            "torch._utils _rebuild_tensor_v3": .typedTensor,
            "torch._utils _rebuild_parameter": .parameter,
            "torch._utils _rebuild_parameter_with_state": .parameter,
            "torch.storage UntypedStorage": .storage(nil),
            "torch UntypedStorage": .storage(nil),
        ]
        for type in Checkpoint.ElementType.allCases { known["torch \(type)"] = .elementType(type) }
        for (name, type) in storageClasses { known["torch \(name)Storage"] = .storage(type) }
        for name in inertNames { known[name] = .inert }
        return known
    }()

    private static let storageClasses: [(String, Checkpoint.ElementType)] = [
        ("Double", .float64), ("Float", .float32), ("Half", .float16), ("BFloat16", .bfloat16),
        ("Long", .int64), ("Int", .int32), ("Short", .int16), ("Char", .int8), ("Byte", .uint8), ("Bool", .bool),
    ]

    /// What training loops keep beside the weights: epochs and metrics as numpy scalars, paths, option lists.
    private static let inertNames = [
        "torch Size", "torch device",
        "__builtin__ set", "__builtin__ frozenset", "__builtin__ bytearray", "__builtin__ complex", "__builtin__ slice",
        "__builtin__ dict", "__builtin__ list", "__builtin__ int", "__builtin__ float",
        "builtins set", "builtins frozenset", "builtins bytearray", "builtins complex", "builtins slice",
        "builtins dict", "builtins list", "builtins int", "builtins float",
        "collections Counter", "collections defaultdict", "argparse Namespace",
        "pathlib Path", "pathlib PosixPath", "pathlib WindowsPath", "pathlib._local PosixPath",
        "pathlib._local WindowsPath",
        "_codecs encode", "numpy dtype", "numpy ndarray",
        "numpy.core.multiarray scalar", "numpy._core.multiarray scalar",
        "numpy.core.multiarray _reconstruct", "numpy._core.multiarray _reconstruct",
        "pytorch_lightning.utilities.parsing AttributeDict", "lightning.pytorch.utilities.parsing AttributeDict",
        "lightning.fabric.utilities.data AttributeDict", "lightning_fabric.utilities.data AttributeDict",
    ]
}
