#if DEBUG
    internal import Glibc

    /// Makes a worker fail on purpose, for tests: LINMIL_WORKER_FAULT is `crash:ID`, `hang:ID` or `memory:ID`, several joined by
    /// commas. Release builds have none of it.
    enum WorkerFault {
        static func act(on slide: String) {
            guard let value = unsafe getenv("LINMIL_WORKER_FAULT") else { return }
            let faults = unsafe String(cString: value).split(separator: ",")
            for fault in faults where fault.hasSuffix(":" + slide) {
                switch fault.prefix(while: { $0 != ":" }) {
                case "crash": abort()
                case "hang": while true { sleep(1000) }
                case "memory":
                    var hoard: [[UInt8]] = []
                    while true { hoard.append([UInt8](repeating: UInt8(hoard.count & 255), count: 32 << 20)) }
                default: break
                }
            }
        }
    }
#endif
