internal import Files

/// What a supervised process tells over its pipe: a letter, a text, and a zero byte, which no path has.
enum SupervisedNews {
    case file(FileActivity.News)
    case finished(failed: Bool)

    var bytes: [UInt8] {
        let (letter, text): (Unicode.Scalar, String) =
            switch self {
            case .file(.opening(let path)): ("o", path)
            case .file(.reading(let path)): ("r", path)
            case .file(.opened): ("c", "")
            case .file(.progress): ("p", "")
            case .finished(failed: false): ("d", "")
            case .finished(failed: true): ("f", "")
            }
        return [UInt8(ascii: letter)] + Array(text.utf8) + [0]
    }

    /// Takes all whole messages off the front of what was received.
    static func take(from received: inout [UInt8]) -> [SupervisedNews] {
        guard let end = received.lastIndex(of: 0) else { return [] }
        defer { received.removeSubrange(...end) }
        return received[..<end].split(separator: 0).compactMap(SupervisedNews.init)
    }

    private init?(_ message: ArraySlice<UInt8>) {
        let text = String(decoding: message.dropFirst(), as: UTF8.self)
        switch message.first.map({ Unicode.Scalar($0) }) {
        case "o": self = .file(.opening(text))
        case "r": self = .file(.reading(text))
        case "c": self = .file(.opened)
        case "p": self = .file(.progress)
        case "d": self = .finished(failed: false)
        case "f": self = .finished(failed: true)
        default: return nil
        }
    }
}
