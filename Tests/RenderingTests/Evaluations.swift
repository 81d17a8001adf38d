import Foundation
import Results

/// An evaluation of a slide, made by hand.
struct MadeEvaluation {
    var slide = "tumor-01.h5"
    var classes = ["normal", "tumor"]
    var explained = 1
    var predicted: Int? = 1
    var kept = [10, 8, 6, 4, 2]
    /// The maps by name: the curves and the verdict.
    var maps: [String: (most: [Double], least: [Double], verdict: Verdict)] = [
        "relevance": ([0.9, 0.4, 0.2, 0.1, 0.1], [0.9, 0.9, 0.9, 0.8, 0.7], .explains)
    ]
    var seeds = 3
    var warnings: [String] = []

    /// The evaluation, read from its JSON.
    var evaluation: SlideEvaluation {
        get throws {
            func mean(_ curve: [Double]) -> Double { curve.reduce(0, +) / Double(curve.count) }
            let scores = maps.mapValues { map -> [String: Any] in
                let srg = mean(map.least) - mean(map.most)
                return [
                    "most": map.most, "least": map.least, "mostLogOdds": map.most, "leastLogOdds": map.least,
                    "aupc": mean(map.most), "srg": srg, "gain": 0.1, "faithfulness": srg,
                    "verdict": map.verdict.rawValue, "sufficient": 2, "necessary": 4,
                ]
            }
            let random = kept.indices.map { 0.9 - 0.1 * Double($0) }
            let json: [String: Any] = [
                "version": "1", "slide": slide, "model": "model.pt", "classes": classes, "class": explained,
                "predictedClass": predicted ?? NSNull(), "probability": 0.9, "kept": kept, "scores": scores,
                "random": [
                    "aupc": mean(random), "spread": 0.01, "seeds": seeds, "mean": random,
                    "deviation": random.map { _ in seeds > 1 ? 0.05 : 0 },
                ] as [String: Any],
                "reach": 0.9, "chance": 0.1, "warnings": warnings,
            ]
            return try JSONDecoder().decode(SlideEvaluation.self, from: JSONSerialization.data(withJSONObject: json))
        }
    }

    /// Curves of seven maps, of which one is worse than random.
    static var seven: MadeEvaluation {
        var made = MadeEvaluation()
        let names = ["cls", "attn", "rollout", "evidence", "relevance", "single", "gradient"]
        made.maps = Dictionary(uniqueKeysWithValues: names.map { ($0, made.maps["relevance"]!) })
        made.maps["attn"] = ([0.9, 0.9, 0.9, 0.8, 0.2], [0.9, 0.95, 0.3, 0.2, 0.1], .doesNotExplain)
        return made
    }
}
