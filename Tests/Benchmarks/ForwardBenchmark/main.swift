// Times the forward pass alone, for `benchmark.py`, which alternates it with the published package.
//
//     ForwardBenchmark MODEL TILES THREADS [PRECISION]
//
// Loads the model, makes random features in memory, says that it is ready, and then answers each line on standard input
// with the seconds that one forward pass took: logits, and the scores that such a model has.

internal import Glibc
internal import LinMIL

/// Prints at once: the driver waits for the line, and a pipe would keep it until there are many.
func answer(_ line: String) {
    print(line)
    fflush(nil)
}

let arguments = CommandLine.arguments
guard (4...5).contains(arguments.count),
    let tiles = Int(arguments[2]), tiles > 0,
    let threads = Int(arguments[3]), threads > 0,
    let precision = Precision(rawValue: arguments.count > 4 ? arguments[4] : "float32")
else {
    answer("usage: ForwardBenchmark MODEL TILES THREADS [float32|bf16]")
    exit(64)
}
let model = try Model(readingFrom: arguments[1], precision: precision)
var generator = SplitMix64(seed: 1)  // the system's generator would take minutes for 200 million numbers
let width = model.configuration.inputDimension
let features = FeatureSource(
    (0..<tiles * width).map { _ in Float.random(in: -1..<1, using: &generator) }, width: width)
answer("ready: \(tiles) tiles")

let scores: Set<Score> = model.configuration.attention.hasPackageAttention ? [.cls, .attn] : [.cls]

let clock = ContinuousClock()
while readLine() != nil {
    let seconds = try clock.measure {
        _ = try model.forward(features, scores: scores, threads: threads)
    }
    answer("\(seconds / .seconds(1))")
}
