import Foundation

/// The JSON of `linmil score`, read as another program would read it.
struct ScoresFile: Decodable {
    struct Model: Decodable {
        let name: String
        let fingerprint: String
        let attention: String
        let pooling: String
        let classes: [String]
    }

    struct Score: Decodable {
        let kind: String
        let block: Int
        let `class`: Int?
        let head: Int?
    }

    let slide: String
    let model: Model
    let logits: [Double]
    let probabilities: [Double]
    let predictedClass: Int
    let score: Score
    let tileSize: Double
    let slideSize: [Int]?
    let coords: [[Double]]
    let scores: [Double]

    init(_ text: String) throws {
        self = try JSONDecoder().decode(ScoresFile.self, from: Data(text.utf8))
    }
}

/// The largest difference between numbers and their reference, relative to the largest magnitude of the reference.
func relativeError(_ numbers: [Double], _ reference: [Double]) -> Double {
    guard numbers.count == reference.count, let scale = reference.map(abs).max() else { return .infinity }
    return (zip(numbers, reference).map { abs($0 - $1) }.max() ?? 0) / scale
}
