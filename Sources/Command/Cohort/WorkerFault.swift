#if DEBUG
    internal import Files
    internal import Glibc

    /// Makes a process that reads files fail on purpose, for tests: LINMIL_WORKER_FAULT is `crash:NAME`, `hang:NAME`,
    /// `memory:NAME` or `contend:NAME`, several joined by commas. Release builds have none of it.
    ///
    /// NAME is a cohort's slide, or the path of a file that is opened; with `read ` before it, a file that is read; with
    /// `weights `, a model whose weights are read.
    enum WorkerFault {
        static func act(on news: FileActivity.News) {
            switch news {
            case .opening(let path): act(on: path)
            case .reading(let path): act(on: "read " + path)
            case .opened, .progress: break
            }
        }

        static func act(on name: String) {
            guard let value = unsafe getenv("LINMIL_WORKER_FAULT") else { return }
            let faults = unsafe String(cString: value).split(separator: ",")
            for fault in faults where fault.hasSuffix(":" + name) {
                switch fault.prefix(while: { $0 != ":" }) {
                case "crash": abort()
                case "hang": while true { sleep(1000) }
                case "memory":
                    var hoard: [[UInt8]] = []
                    while true { hoard.append([UInt8](repeating: UInt8(hoard.count & 255), count: 32 << 20)) }
                case "contend": _ = contended
                default: break
                }
            }
        }

        /// A value that another thread waits for while this one makes it.
        private static let contended: Bool = {
            let isStarted = BackgroundThread.start { _ = contended }
            usleep(50_000)
            return isStarted
        }()
    }
#endif
