internal import Files

/// What a supervised process tells over its pipe: a letter, the path of a file where one is meant, and a zero, which no path has.
/// As JSON, they took 2 ms of processor time (by perf, a slide of 1,000 tiles), part of it before the work begins.
enum SupervisedNews: Equatable {
    case file(FileActivity.News)
    case finished(failed: Bool)

    /// The message.
    var bytes: [UInt8] {
        let (letter, path): (Unicode.Scalar, String) =
            switch self {
            case .file(.opening(let path)): ("o", path)
            case .file(.opened): ("d", "")
            case .file(.reading(let path)): ("r", path)
            case .file(.progress): ("p", "")
            case .finished(failed: false): ("f", "")
            case .finished(failed: true): ("x", "")
            }
        return [UInt8(ascii: letter)] + Array(path.utf8) + [0]
    }

    /// Reads a message without its zero; nil if there is no such message.
    private init?(_ message: ArraySlice<UInt8>) {
        let path = String(decoding: message.dropFirst(), as: UTF8.self)
        switch message.first.map(Unicode.Scalar.init) {
        case "o": self = .file(.opening(path))
        case "d": self = .file(.opened)
        case "r": self = .file(.reading(path))
        case "p": self = .file(.progress)
        case "f": self = .finished(failed: false)
        case "x": self = .finished(failed: true)
        default: return nil
        }
    }

    /// Takes all whole messages off the front of what was received.
    static func take(from received: inout [UInt8]) -> [SupervisedNews] {
        guard let end = received.lastIndex(of: 0) else { return [] }
        defer { received.removeSubrange(...end) }
        return received[..<end].split(separator: 0).compactMap { SupervisedNews($0) }
    }
}
