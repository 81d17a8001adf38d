internal import Files
internal import Foundation
internal import Rendering
internal import Reports
internal import Results

/// What a worker is asked to do with one slide.
struct SlideTask: Codable {
    enum Stage: String, Codable {
        /// Scores and picture.
        case all
        /// Scores alone: their range is not known yet.
        case score
        /// The picture, of scores that are there.
        case draw
    }

    let stage: Stage
    /// The slide's files: of `draw`, the scores in place of the features.
    var sources: SlideSources
    let settings: RenderSettings
    let threads: Int
    /// Where the scores are, or are to be.
    let scores: String
    /// Where the picture goes.
    let overlay: String
    /// Where the record goes, last of all.
    let recordPath: String
    /// The record as far as it is known before the run.
    var record: SlideRecord
    /// How long the worker may make no progress.
    let stall: StallLimits
    /// Files that ended an earlier worker, and why: they are not opened again.
    var refusals: [String: String] = [:]
}

/// What goes from the cohort to a worker, a line of JSON each.
enum WorkerRequest: Codable {
    case slide(SlideTask)
    /// The memory that was asked for is granted.
    case go
}

/// What comes back.
enum WorkerReply: Codable {
    /// The slide takes so many bytes of memory.
    case needs(bytes: Int)
    /// Where the worker is.
    case news(FileActivity.News)
    case done(SlideRecord)
    /// The slide cannot be done; nothing more of it would help where the disk is full.
    case failed(reason: String, isDiskFull: Bool)
}

/// Messages over a pipe.
struct MessageLine {
    static func encode(_ message: some Encodable) throws -> Data {
        Data((try jsonText(message) + "\n").utf8)
    }

    static func decode<Message: Decodable>(_ line: some DataProtocol, as type: Message.Type) throws -> Message {
        try JSONDecoder().decode(type, from: Data(line))
    }
}
