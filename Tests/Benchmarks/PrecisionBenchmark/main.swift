// Computes all scores of a slide in one precision, for `precision.py`, also those that the command does not compute in bfloat16.
//
//     PrecisionBenchmark MODEL FEATURES.h5 float32|bf16 CLASS
//
// Prints `{"logits": [...], "scores": {"cls": [...], ...}}`.

internal import Glibc
internal import LinMIL
internal import Results
internal import Slides

let arguments = CommandLine.arguments
guard arguments.count == 5, let precision = Precision(rawValue: arguments[3]), let number = Int(arguments[4]) else {
    print("usage: PrecisionBenchmark MODEL FEATURES.h5 float32|bf16 CLASS")
    exit(64)
}
let model = try Model(readingFrom: arguments[1], precision: precision)
let features = FeatureSource(try FeatureFile(path: arguments[2]))
let kinds = model.configuration.scores
let scores = kinds.map { Score($0, class: $0.speaksOfClass ? number : nil) }
let output = try model.forward(features, scores: Set(scores))

func list(_ values: [Float]) -> String { "[" + values.map { "\($0)" }.joined(separator: ", ") + "]" }

let maps = scores.map { "\"\($0.kind.rawValue)\": " + list(output.scores[$0] ?? []) }
print("{\"logits\": \(list(output.logits)), \"scores\": {\(maps.joined(separator: ", "))}}")
