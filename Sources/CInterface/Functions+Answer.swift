public import CLinmil
internal import Command
internal import LinMIL
internal import Results

// The functions of linmil.h, which describes them. `@implementation` lets the compiler compare the two.

/// Runs a model on features in memory.
@c @implementation
public func linmil_score(
    _ model: OpaquePointer, _ features: UnsafePointer<linmil_features>, _ count: Int32,
    _ options: UnsafePointer<UnsafePointer<CChar>>?, _ progress: linmil_progress?,
    _ context: UnsafeMutableRawPointer?, _ error: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
) -> OpaquePointer? {
    unsafe Texts.reporting(to: error) {
        let given = unsafe features.pointee
        let source = unsafe FeaturesInMemory(given).source(
            name: CommandLineProgram.word(given.name), tiles: Int(given.tiles))
        let call = unsafe ProgressCall(progress, context)
        return unsafe Handles.pointer(
            to: Answer(
                try Handles.object(model, as: EmbeddedModel.self)
                    .score(source, words: Texts.words(count, options), progress: call.tell)))
    }
}

/// Describes an answer as JSON, without its scores.
@c @implementation
public func linmil_answer_facts(
    _ answer: OpaquePointer, _ error: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
) -> UnsafeMutablePointer<CChar>? {
    unsafe Texts.reporting(to: error) { unsafe Texts.copied(try jsonText(Answer.at(answer).facts)) }
}

/// Copies the scores of one map. [tiles]
@c @implementation
public func linmil_answer_scores(_ answer: OpaquePointer, _ map: Int32, _ scores: UnsafeMutablePointer<Float>) {
    unsafe copy(Answer.at(answer).maps[Int(map)].scores, to: scores)
}

/// Copies the logits. [classes]
@c @implementation
public func linmil_answer_logits(_ answer: OpaquePointer, _ logits: UnsafeMutablePointer<Float>) {
    unsafe copy(Answer.at(answer).prediction.logits, to: logits)
}

/// Copies the probabilities; false if there are none. [classes]
@c @implementation
public func linmil_answer_probabilities(
    _ answer: OpaquePointer, _ probabilities: UnsafeMutablePointer<Float>
) -> Bool {
    guard let known = unsafe Answer.at(answer).prediction.probabilities else { return false }
    unsafe copy(known, to: probabilities)
    return true
}

/// Frees an answer.
@c @implementation
public func linmil_answer_free(_ answer: OpaquePointer) { unsafe Handles.free(answer, as: Answer.self) }

/// A model's answer behind a pointer.
private final class Answer: Sendable {
    let answer: ModelAnswer
    init(_ answer: ModelAnswer) { self.answer = answer }

    @unsafe static func at(_ pointer: OpaquePointer) -> ModelAnswer {
        unsafe Handles.object(pointer, as: Answer.self).answer
    }
}

@unsafe private func copy(_ values: [Float], to target: UnsafeMutablePointer<Float>) {
    unsafe values.withUnsafeBufferPointer { source in
        guard let start = source.baseAddress else { return }
        unsafe target.update(from: start, count: source.count)
    }
}
