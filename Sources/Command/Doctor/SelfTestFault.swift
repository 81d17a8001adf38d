#if DEBUG
    internal import Glibc
#endif

/// Makes a comparison of the self-test fail on purpose, for tests: LINMIL_WORKER_FAULT is `spoil:ATTENTION NAME`, such as
/// `spoil:softmax cls score of tile 0`. Release builds have none of it.
enum SelfTestFault {
    static func spoils(_ attention: String, _ name: String) -> Bool {
        #if DEBUG
            guard let value = unsafe getenv("LINMIL_WORKER_FAULT") else { return false }
            return unsafe String(cString: value) == "spoil:\(attention) \(name)"
        #else
            return false
        #endif
    }
}
