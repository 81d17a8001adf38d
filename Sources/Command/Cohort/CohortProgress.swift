internal import Glibc
internal import LinMIL
internal import Reports
internal import Results
internal import Synchronization

/// Reports the progress of a cohort: a bar on a terminal, otherwise a line per slide; with `--json`, JSON for programs.
final class CohortProgress: Sendable {
    private let total: Int
    private let json: Bool
    private let quiet: Bool
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let start = ContinuousClock.now
    private let kept: Int
    private let counts = Mutex(Counts())

    /// How many slides are done or failed so far, and how many tiles they had.
    private struct Counts {
        var done = 0
        var failed = 0
        var tiles = 0
        /// The share of each slide that is being measured.
        var shares: [String: Double] = [:]
        var finished: Int { done + failed }
    }

    /// - Parameter kept: the number of slides whose results are kept.
    init(total: Int, kept: Int, json: Bool, quiet: Bool) {
        (self.total, self.kept, self.json, self.quiet) = (total, kept, json, quiet)
        if !quiet, kept > 0 { Terminal.say("\(kept) of \(total) slides are done already") }
    }

    /// One slide's line of JSON.
    private struct Line: Encodable {
        let slide: String
        let status: String
        let reason: String?
        let tiles: Int?
        let predictedClass: String?
        /// The output of a model with one, and its sigmoid if the user says so.
        let value: Float?
        let sigmoidProbability: Float?
        let seconds: Double
        /// How far each map explains the prediction, by the scores' names; not written if they were not measured.
        let evaluation: [String: MapMeasures]?
    }

    /// Part of a slide is measured.
    func measured(_ share: Double, of slide: String) {
        counts.withLock { counts in
            counts.shares[slide] = share
            if !quiet, isTerminal { show(counts) }
        }
    }

    func tell(_ record: SlideRecord) {
        // Hold the lock while printing, so lines do not mix.
        counts.withLock { counts in
            counts.shares[record.slide] = nil
            if record.status == .failed { counts.failed += 1 } else { counts.done += 1 }
            counts.tiles += record.result?.tiles ?? 0
            tell(record, counts)
        }
    }

    private func tell(_ record: SlideRecord, _ counts: Counts) {
        let measures = record.result?.measures ?? [:]
        if json {
            let line = Line(
                slide: record.slide, status: record.status.rawValue, reason: record.reason, tiles: record.result?.tiles,
                predictedClass: record.prediction?.name, value: record.prediction?.value,
                sigmoidProbability: record.prediction?.sigmoid, seconds: record.seconds,
                evaluation: measures.isEmpty ? nil : measures)
            if let text = try? jsonText(line) { try? Terminal.print(json: text) }
        }
        guard !quiet else { return }
        if isTerminal {
            show(counts)
            if record.status == .failed {
                Terminal.say("\(Wording.name(record.slide)): \(record.reason ?? "failed")", replacing: true)
            }
        } else {
            let name = Wording.name(record.slide)
            let words =
                record.status == .failed
                ? "failed: \(Wording.line(record.reason ?? ""))"
                : "\(record.status.rawValue), \(record.result?.tiles ?? 0) tiles"
                    + (record.prediction.map { ", " + Wording.brief($0) } ?? "")
                    + measures.sorted { $0.key < $1.key }.map { ", \($0): \($1.verdict.rawValue)" }.joined()
            Terminal.say("\(kept + counts.finished)/\(total) \(name): \(words)")
        }
    }

    /// Draws the bar: slides done and failed, tiles per second, time left.
    private func show(_ counts: Counts) {
        let seconds = max(1e-3, Self.seconds(start.duration(to: .now)))
        let finished = counts.finished
        let part = Double(kept + finished) / Double(max(total, 1))
        let width = 30
        let filled = Int(part * Double(width))
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
        let worked = Double(finished) + counts.shares.values.reduce(0, +)
        let left = worked > 0 ? seconds / worked * max(0, Double(total - kept) - worked) : 0
        let failures = counts.failed > 0 ? ", \(counts.failed) failed" : ""
        let text =
            "[\(bar)] \(kept + finished)/\(total)\(failures), \(Int(Double(counts.tiles) / seconds)) tiles/s, "
            + "\(Self.time(left)) left"
        Terminal.show(line: text)
    }

    /// Ends the bar and prints a summary.
    func end() {
        guard !quiet else { return }
        if isTerminal { Terminal.say("") }
        let seconds = Self.seconds(start.duration(to: .now))
        let (done, failed) = counts.withLock { ($0.done, $0.failed) }
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
