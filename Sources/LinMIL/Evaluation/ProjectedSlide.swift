internal import Glibc

/// A slide whose tiles have passed the projection, so that the model can run on any of them again and again.
///
///     let slide = try ProjectedSlide(features, model: model)
///     try slide.logits(of: [0, 1, 5])  // the prediction for three of its tiles
public struct ProjectedSlide: Sendable {
    /// The model.
    public let model: Model
    private let features: FeatureSource
    private let tiles: TileStore  // [tiles, D]

    /// Reads and projects all tiles.
    ///
    /// - Parameter threads: how many threads to use; one for each core where nil.
    /// - Throws: what ``Model/forward(_:scores:threads:memory:)-(FeatureSource,_,_,_)`` throws.
    public init(_ features: FeatureSource, model: Model, threads: Int? = nil) throws {
        (self.model, self.features) = (model, features)
        try model.check(features, scores: [])
        let pass = try ForwardPass(model, on: features, scores: [], threads: threads ?? Model.cores)
        tiles = try pass.projectAll()
    }

    /// The number of tiles.
    public var tileCount: Int { tiles.rowCount }

    /// Runs the model on some of the tiles.
    ///
    /// - Parameters:
    ///   - numbers: the tiles' numbers, counted from 0, in the order in which they enter the model.
    ///   - threads: how many threads to use. The result does not depend on it.
    /// - Returns: the logits. [C]
    public func logits(of numbers: [Int], threads: Int = 1) throws -> [Float] {
        precondition(
            !numbers.isEmpty && numbers.allSatisfy((0..<tileCount).contains), "tiles that the slide does not have")
        let chosen = ChosenTiles(tiles: tiles, numbers: numbers)
        let pass = try ForwardPass(model, on: features, chosen: chosen, scores: [], threads: threads)
        let logits = try pass.run().logits
        guard logits.allSatisfy(\.isFinite) else {
            throw ModelError.nonFiniteResult(features: features.name, what: "logits \(logits)")
        }
        return logits
    }
}

/// Some tiles of a slide that have been projected.
struct ChosenTiles: Sendable {
    let tiles: TileStore  // [all tiles, D]
    let numbers: [Int]

    /// Copies a range of the chosen tiles. -> [rows, D]
    func copy(_ rows: Range<Int>, into target: Rows) {
        for (row, number) in numbers[rows].enumerated() {
            tiles.load(number..<number + 1, into: target.rows(row..<row + 1))
        }
    }
}
