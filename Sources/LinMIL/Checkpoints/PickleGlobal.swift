/// What the classes and functions that a pickle names mean here. None is looked up or called: a few are rebuilt as far as a
/// state dict needs them, and all others are inert.
enum PickleGlobal {
    case orderedDictionary
    /// `_rebuild_tensor_v2(storage, offset, shape, strides, ...)`: the element type is the storage's.
    case tensor
    /// `_rebuild_tensor_v3(storage, offset, shape, strides, requires_grad, hooks, dtype, ...)`.
    case typedTensor
    /// What returns its first argument, a tensor: `_rebuild_parameter(tensor, ...)`.
    case wrapper
    /// `_rebuild_from_type_v2(function, type, arguments, state)`: the function's tensor with attributes, such as a Buffer.
    case tensorWithAttributes
    /// A function whose tensors are not read, and what they are.
    case unreadableTensor(String)
    case storage(StorageType)
    case elementType(Checkpoint.ElementType)
    /// A class or function that no tensor needs: what is made of it is an object without meaning.
    case inert

    /// Looks up what a module's name stands for.
    init(module: String, name: String) {
        // Storages on a GPU once had classes of their own.
        let module = module == "torch.cuda" ? "torch" : module
        self = Self.known["\(module) \(name)"] ?? .inert
    }

    /// No name in ``known`` is longer, in bytes.
    static let longestName = 100

    private static let known: [String: PickleGlobal] = {
        var known: [String: PickleGlobal] = [
            "collections OrderedDict": .orderedDictionary,
            "torch._utils _rebuild_tensor": .tensor,
            "torch._utils _rebuild_tensor_v2": .tensor,
            "torch._utils _rebuild_tensor_v3": .typedTensor,
            "torch._utils _rebuild_parameter": .wrapper,
            "torch._utils _rebuild_parameter_with_state": .wrapper,
            "torch._utils _rebuild_device_tensor_from_cpu_tensor": .wrapper,
            "torch.nn.parameter Parameter": .wrapper,
            "torch.autograd.variable Variable": .wrapper,
            "torch._tensor _rebuild_from_type": .tensorWithAttributes,
            "torch._tensor _rebuild_from_type_v2": .tensorWithAttributes,
            "torch._utils _rebuild_sparse_tensor": .unreadableTensor("a sparse tensor"),
            "torch._utils _rebuild_sparse_csr_tensor": .unreadableTensor("a sparse tensor"),
            "torch._utils _rebuild_nested_tensor": .unreadableTensor("a nested tensor"),
            "torch._utils _rebuild_qtensor": .unreadableTensor("a quantised tensor"),
            "torch._utils _rebuild_meta_tensor_no_storage": .unreadableTensor("a meta tensor, which has no values"),
            "torch._utils _rebuild_wrapper_subclass": .unreadableTensor("a tensor of a class of its own"),
            "torch._utils _rebuild_device_tensor_from_numpy": .unreadableTensor("a NumPy array"),
            "torch._utils _rebuild_xla_tensor": .unreadableTensor("a NumPy array"),
        ]
        for name in ["torch.storage UntypedStorage", "torch UntypedStorage", "torch.storage _UntypedStorage"] {
            known[name] = .storage(.untyped)
        }
        for type in Checkpoint.ElementType.allCases { known["torch \(type)"] = .elementType(type) }
        for (name, type) in storageClasses { known["torch \(name)Storage"] = .storage(.elements(type)) }
        for (name, type, size) in foreignStorageClasses {
            known["torch \(name)Storage"] = .storage(.foreign(type, size: size))
        }
        return known
    }()

    private static let storageClasses: [(String, Checkpoint.ElementType)] = [
        ("Double", .float64), ("Float", .float32), ("Half", .float16), ("BFloat16", .bfloat16),
        ("Long", .int64), ("Int", .int32), ("Short", .int16), ("Char", .int8), ("Byte", .uint8), ("Bool", .bool),
    ]

    private static let foreignStorageClasses: [(name: String, type: String, size: Int)] = [
        ("ComplexDouble", "complex128", 16), ("ComplexFloat", "complex64", 8), ("QInt8", "qint8", 1),
        ("QUInt8", "quint8", 1), ("QInt32", "qint32", 4), ("QUInt4x2", "quint4x2", 1), ("QUInt2x4", "quint2x4", 1),
    ]
}
