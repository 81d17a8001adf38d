internal import CKernels

/// exp and log with an error of a few units in the last place, and the same bits on every machine. A system's mathematical
/// library chooses variants by processor, whose last bits differ.
package enum Elementary {
    /// e^x.
    package static func exp(_ x: Double) -> Double { kernel_exp(x) }

    /// The natural logarithm.
    package static func log(_ x: Double) -> Double { kernel_log(x) }
}
