import Files
import Testing

@testable import Command

struct SupervisedNewsTests {
    static let all: [SupervisedNews] = [
        .file(.opening("a b.h5")), .file(.reading("two\nlines \u{1F9EB}.pt")), .file(.opened), .file(.progress),
        .file(.reading("")), .finished(failed: false), .finished(failed: true),
    ]

    @Test func `arrive as they were sent, whatever a path holds`() {
        var received = Self.all.flatMap(\.bytes)
        #expect(SupervisedNews.take(from: &received) == Self.all)
        #expect(received.isEmpty)
    }

    @Test func `that have not arrived whole wait for their end`() {
        let sent = Self.all.flatMap(\.bytes)
        var (received, news): ([UInt8], [SupervisedNews]) = ([], [])
        for byte in sent {
            received.append(byte)
            news += SupervisedNews.take(from: &received)
        }
        #expect(news == Self.all)
    }

    @Test func `of an unknown kind are passed over`() {
        var received = Array("?\0".utf8) + [0] + SupervisedNews.file(.opened).bytes
        #expect(SupervisedNews.take(from: &received) == [.file(.opened)])
    }
}
