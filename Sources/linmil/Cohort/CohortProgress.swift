internal import Foundation
internal import Glibc
internal import Reports

/// Tells how far a cohort is: a bar on a terminal, a line for each slide elsewhere, JSON for schedulers.
final class CohortProgress: @unchecked Sendable {
    // Every access to the counts happens with `lock` held.
    private let lock = NSLock()
    private let total: Int
    private let json: Bool
    private let quiet: Bool
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let start = ContinuousClock.now
    private var (done, failed, kept, tiles) = (0, 0, 0, 0)

    /// - Parameter kept: slides that need no new run.
    init(total: Int, kept: Int, json: Bool, quiet: Bool) {
        (self.total, self.kept, self.json, self.quiet) = (total, kept, json, quiet)
        if !quiet, kept > 0 { Terminal.say("\(kept) of \(total) slides are done already") }
    }

    /// What is told of one slide as JSON.
    private struct Line: Encodable {
        let slide: String
        let status: String
        let reason: String?
        let tiles: Int?
        let predictedClass: String?
        let seconds: Double
    }

    func tell(_ record: SlideRecord) {
        lock.lock()
        defer { lock.unlock() }
        if record.status == .failed { failed += 1 } else { done += 1 }
        tiles += record.tiles ?? 0
        if json {
            let line = Line(
                slide: record.slide, status: record.status.rawValue, reason: record.reason, tiles: record.tiles,
                predictedClass: record.predictedClass, seconds: record.seconds)
            if let text = try? jsonText(line) { try? Terminal.print(text) }
        }
        guard !quiet else { return }
        if isTerminal {
            show()
            if record.status == .failed {
                Terminal.say("\r\u{1B}[K\(Wording.name(record.slide)): \(Wording.line(record.reason ?? "failed"))")
            }
        } else {
            let name = Wording.name(record.slide)
            let words =
                record.status == .failed
                ? "failed: \(Wording.line(record.reason ?? ""))"
                : "\(record.status.rawValue), \(record.tiles ?? 0) tiles"
                    + (record.predictedClass.map { ", \(Wording.name($0))" } ?? "")
            Terminal.say("\(kept + done + failed)/\(total) \(name): \(words)")
        }
    }

    /// The bar: slides done and failed, tiles a second, time left.
    private func show() {
        let seconds = max(1e-3, Self.seconds(start.duration(to: .now)))
        let finished = done + failed
        let part = Double(kept + finished) / Double(max(total, 1))
        let width = 30
        let filled = Int(part * Double(width))
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
        let left = finished > 0 ? seconds / Double(finished) * Double(total - kept - finished) : 0
        let failures = failed > 0 ? ", \(failed) failed" : ""
        let text =
            "\r\u{1B}[K[\(bar)] \(kept + finished)/\(total)\(failures), \(Int(Double(tiles) / seconds)) tiles/s, "
            + "\(Self.time(left)) left"
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }

    /// Ends the bar, and sums up.
    func end() {
        guard !quiet else { return }
        if isTerminal { Terminal.say("") }
        let seconds = Self.seconds(start.duration(to: .now))
        Terminal.say("\(done) slides done, \(failed) failed, \(kept) kept, in \(Self.time(seconds))")
    }

    private static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }

    private static func time(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded())
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
        return "\(whole / 3600) h \(whole % 3600 / 60) min"
    }
}
