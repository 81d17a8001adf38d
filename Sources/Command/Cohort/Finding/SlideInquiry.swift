internal import Files
internal import Glibc
internal import Slides

/// Asks OpenSlide, in a worker process, which files it opens: a damaged one may end that process.
struct SlideInquiry {
    let stall: StallLimits

    /// Returns the sizes at level 0 of those files that OpenSlide opens.
    func sizes(of paths: [String]) -> [String: SlideSize] {
        guard !paths.isEmpty, let (none, _) = try? Descriptor.pipe() else { return [:] }
        // Writing to a worker that died must not end this process.
        signal(SIGPIPE, SIG_IGN)
        var (sizes, worker) = ([String: SlideSize](), WorkerProcess?.none)
        for path in paths {
            // A worker wants a lock file, but an inquiry locks nothing.
            guard let current = worker ?? (try? WorkerProcess(lockFile: none.number)) else { break }
            worker = current
            do {
                try current.send(.inquiry(path: path, stall: stall))
                while true {
                    guard case .size(let size) = try current.reply(before: nil, memory: .max) else { continue }
                    sizes[path] = size
                    break
                }
            } catch {
                worker = nil
            }
        }
        return sizes
    }
}
