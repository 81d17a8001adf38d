internal import Glibc

/// Memory in large pages: touching 50 MB of fresh memory in small ones takes several times as long as filling it.
package enum LargePages {
    /// From version 6.7 on, Linux lets a piece of whole large pages begin where such a page can, so that none of it is in small ones.
    private static let pageBytes = 2 << 20
    private static let smallPageBytes = 4096

    /// Rounds bytes up to whole large pages.
    package static func rounded(_ bytes: Int) -> Int { (bytes + pageBytes - 1) / pageBytes * pageBytes }

    /// Asks for large pages under a buffer, where the system leaves the choice to the program.
    package static func prefer(_ buffer: UnsafeMutableRawBufferPointer) {
        guard buffer.count >= pageBytes, let start = buffer.baseAddress else { return }
        let before = Int(bitPattern: start) % smallPageBytes
        guard unsafe madvise(start - before, before + buffer.count, MADV_HUGEPAGE) == 0 else { return }
        // What stands in front of the buffer was written first, and has a small page.
        if before > 0, Int(bitPattern: start) % pageBytes == before {
            _ = unsafe madvise(start - before, pageBytes, madviseCollapse)
        }
    }

    /// `MADV_COLLAPSE`, which Linux has from version 6.1 on, and not every system's header.
    private static let madviseCollapse: Int32 = 25
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
        let bytes = unsafe [UInt8](room: count + spare) { buffer in
            isFilled = unsafe fill(buffer)
            return isFilled ? count : 0
        }
        guard isFilled else { return nil }
        self = bytes
    }

    /// Makes an array with room for so many bytes; `fill` returns how many it has filled.
    init(room: Int, fill: (UnsafeMutableBufferPointer<UInt8>) -> Int) {
        // What Swift and malloc put in front of the bytes belongs to the same pages.
        let front = 64
        let capacity = room < Self.largeCount ? room : LargePages.rounded(room + front) - front
        self = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, filled in
            if room >= Self.largeCount { unsafe LargePages.prefer(UnsafeMutableRawBufferPointer(buffer)) }
            filled = unsafe fill(UnsafeMutableBufferPointer(rebasing: buffer[..<room]))
        }
    }

    /// So many that what is rounded up is little.
    private static let largeCount = 4 << 20
}
