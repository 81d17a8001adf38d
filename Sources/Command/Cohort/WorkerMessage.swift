internal import Files
internal import Rendering
internal import Reports
internal import Results
internal import Slides

/// A worker's task for one slide.
struct SlideTask: Codable {
    enum Stage: String, Codable {
        /// Compute the scores and draw the picture.
        case all
        /// Compute only the scores, because the cohort's range is not known yet.
        case score
        /// Draw the picture from existing scores.
        case draw
    }

    let stage: Stage
    /// The slide's files. For `draw`, the scores take the place of the features.
    var sources: SlideSources
    let settings: RenderSettings
    /// Settings that hold for one score in place of these, by the scores' names.
    let settingsOfScores: [String: RenderSettings]
    let threads: Int
    /// How many bytes all workers together may take.
    let memory: Int
    /// The cohort's folder.
    let folder: String
    /// The record, with what is known before the work.
    var record: SlideRecord
    /// How long the worker may make no progress.
    let stall: StallLimits
    /// Where the slide's files are.
    var layout: CohortLayout { CohortLayout(path: folder) }
    /// Files that ended an earlier worker, and why: they are not opened again.
    var refusals: [String: String] = [:]
}

/// A message from the cohort to a worker, as one line of JSON.
enum WorkerRequest: Codable {
    case slide(SlideTask)
    /// The requested memory is granted.
    case go
    /// Which size has a slide?
    case inquiry(path: String, stall: StallLimits)
}

/// A message from a worker to the cohort.
enum WorkerReply: Codable {
    /// The slide needs this much memory.
    case needs(bytes: Int)
    /// Where the worker is.
    case news(FileActivity.News)
    /// This share of the slide's evaluation is done.
    case measured(share: Double)
    case done(SlideRecord)
    /// The size at level 0 of a file that OpenSlide opens; nil if it does not.
    case size(SlideSize?)
    /// The slide failed. If the disk is full, the other slides would fail too.
    case failed(reason: String, isDiskFull: Bool)
}

/// The encoding of messages: one line of JSON each.
struct MessageLine {
    static func encode(_ message: some Encodable) throws -> [UInt8] {
        Array((try jsonText(message) + "\n").utf8)
    }

    static func decode<Message: Decodable>(_ line: some Collection<UInt8>, as type: Message.Type) throws -> Message {
        try jsonValue(type, from: line)
    }
}
