#if DEBUG
    internal import Glibc
#endif

/// Makes a comparison of the self-test fail on purpose, for tests: LINMIL_WORKER_FAULT is `spoil:ATTENTION NAME`, such as
/// `spoil:softmax cls score of tile 0`. `skip:models` leaves out the models, which take most of a debug build's time, where a test
/// is about something else. Release builds have none of it.
enum SelfTestFault {
    static func spoils(_ attention: String, _ name: String) -> Bool { isAsked("spoil:\(attention) \(name)") }

    static var skipsModels: Bool { isAsked("skip:models") }

    private static func isAsked(_ fault: String) -> Bool {
        #if DEBUG
            guard let value = unsafe getenv("LINMIL_WORKER_FAULT") else { return false }
            return unsafe String(cString: value) == fault
        #else
            return false
        #endif
    }
}
