internal import CKernels

/// The function that queries and keys pass through in linear attention, with PyTorch's default arguments.
///
/// A checkpoint does not record it; the raw values are the package's own names.
public enum Activation: String, Sendable, Codable, CaseIterable {
    /// `max(x, 0)`, the package's default.
    case relu = "ReLU"
    /// `x/2 (1 + erf(x / sqrt 2))`.
    case gelu = "GeLU"
    /// `x` above zero, `0.01 x` below.
    case leakyReLU = "LeakyReLU"
    /// `x` above zero, `exp(x) - 1` below.
    case elu = "ELU"
    /// `tanh(x)`.
    case tanh = "TanH"
    /// `log(1 + exp(x))`, `x` above 20.
    case softplus = "Softplus"

    /// Finds an activation by the package's name, whatever its case: `relu`, `GeLU`, `TANH`.
    public init?(named name: String) {
        guard let match = Self.allCases.first(where: { $0.rawValue.lowercased() == name.lowercased() }) else {
            return nil
        }
        self = match
    }

    /// The kernels' name for it.
    var kernel: kernel_activation {
        switch self {
        case .relu: kernel_relu
        case .gelu: kernel_gelu
        case .leakyReLU: kernel_leaky_relu
        case .elu: kernel_elu
        case .tanh: kernel_tanh
        case .softplus: kernel_softplus
        }
    }
}
