/// Whether a map explains the prediction: what flipping and sanity showed, in words. It says nothing about whether the
/// prediction is right.
public enum Verdict: String, Sendable, Equatable, Codable, CaseIterable {
    /// The tiles with high scores carry the prediction.
    case explains
    /// They carry part of it.
    case explainsInPart = "explains in part"
    /// They do not carry it.
    case doesNotExplain = "does not explain"
    /// The map does well, but the prediction hangs on so few tiles that a random order does as well by chance.
    case withinChance = "within chance"
    /// Nothing that was removed moved the probability much, so no map of the slide can be judged.
    case saturated
    /// The model's output does not depend on the tiles, so no map can explain it.
    case ignoresTiles = "ignores tiles"
    /// The map stays the same if the model's weights are random, so it shows the slide and not the model.
    case ignoresModel = "ignores model"

    /// Whether it says how far the map explains the prediction. If not, there is nothing to say or nothing to explain.
    public var isVerdict: Bool {
        switch self {
        case .explains, .explainsInPart, .doesNotExplain, .ignoresModel: true
        case .withinChance, .saturated, .ignoresTiles: false
        }
    }

    /// The verdict as a sentence without its full stop.
    public var sentence: String {
        switch self {
        case .explains: "this map explains the prediction"
        case .explainsInPart: "this map explains the prediction in part"
        case .doesNotExplain: "this map does not explain the prediction"
        case .withinChance: "no verdict: a random order may do as well by chance"
        case .saturated: "no verdict: no order of removing tiles moved the probability by \(JudgedSlide.leastReach)"
        case .ignoresTiles: "no verdict: the model's output does not depend on the tiles"
        case .ignoresModel: "this map does not depend on the model: random weights give the same map"
        }
    }
}
