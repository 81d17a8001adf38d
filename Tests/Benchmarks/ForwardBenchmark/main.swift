// Times the forward pass alone, for `benchmark.py`, which alternates it with the published package.
//
//     ForwardBenchmark MODEL TILES THREADS
//
// Loads the model, makes random features in memory, and then answers each line on standard input with the seconds that
// one forward pass took, scores `cls` and `attn` included.

import LinMIL

let arguments = CommandLine.arguments
guard arguments.count == 4, let tiles = Int(arguments[2]), let threads = Int(arguments[3]) else {
    print("usage: ForwardBenchmark MODEL TILES THREADS")
    throw CancellationError()
}
let model = try Model(readingFrom: arguments[1])
var generator = SystemRandomNumberGenerator()
let width = model.configuration.inputDimension
let features = FeatureSource(
    (0..<tiles * width).map { _ in Float.random(in: -1..<1, using: &generator) }, width: width)
print("ready \(tiles) tiles of \(width) features")

let clock = ContinuousClock()
while readLine() != nil {
    let seconds = try clock.measure {
        _ = try model.forward(features, scores: [.cls, .attn], threads: threads)
    }
    print(seconds / .seconds(1))
}
