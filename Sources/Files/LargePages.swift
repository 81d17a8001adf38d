internal import Glibc

/// Memory in large pages: touching 50 MB of fresh memory in small ones takes several times as long as filling it.
enum LargePages {
    /// Fewer bytes have hardly room for one.
    private static let smallest = 4 << 20

    /// Asks for large pages under a buffer, where the system leaves the choice to the program.
    static func prefer(_ buffer: UnsafeMutableRawBufferPointer) {
        let page = 4096
        guard buffer.count >= smallest, let start = buffer.baseAddress else { return }
        let margin = (page - Int(bitPattern: start) % page) % page
        _ = unsafe madvise(start + margin, buffer.count - margin, MADV_HUGEPAGE)
    }
}

extension [UInt8] {
    /// Makes an array of fresh memory, in large pages where it is large.
    ///
    /// - Parameters:
    ///   - count: how many bytes the array has.
    ///   - spare: how many more `fill` may use.
    ///   - fill: fills the memory; if it returns false, there is no array.
    package init?(count: Int, spare: Int = 0, fill: (UnsafeMutableBufferPointer<UInt8>) -> Bool) {
        var isFilled = false
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count + spare) { buffer, filled in
            let buffer = unsafe UnsafeMutableBufferPointer(rebasing: buffer[..<(count + spare)])
            unsafe LargePages.prefer(UnsafeMutableRawBufferPointer(buffer))
            isFilled = unsafe fill(buffer)
            filled = isFilled ? count : 0
        }
        guard isFilled else { return nil }
        self = bytes
    }
}
