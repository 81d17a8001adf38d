internal import Files

/// What a supervised process tells over its pipe, encoded as a worker's messages are.
enum SupervisedNews: Codable {
    case file(FileActivity.News)
    case finished(failed: Bool)

    /// Takes all whole messages off the front of what was received.
    static func take(from received: inout [UInt8]) -> [SupervisedNews] {
        guard let end = received.lastIndex(of: UInt8(ascii: "\n")) else { return [] }
        defer { received.removeSubrange(...end) }
        return received[..<end].split(separator: UInt8(ascii: "\n")).compactMap {
            try? MessageLine.decode(Array($0), as: SupervisedNews.self)
        }
    }
}
