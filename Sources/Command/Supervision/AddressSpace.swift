internal import CProcess
internal import Machine

/// The addresses that this process may use, which `ulimit -v` and many batch systems limit.
enum AddressSpace {
    /// Whether `ulimit -v` limits this process.
    static let isLimited = Memory.addresses != nil

    /// Keeps glibc from taking 64 MB of addresses for each thread that allocates memory, if addresses are limited.
    static func saveAddresses() {
        if isLimited { linmil_use_one_arena() }
    }
}
