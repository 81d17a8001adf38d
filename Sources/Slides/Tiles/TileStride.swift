/// How far apart neighbouring tiles lie: the step that most neighbours in one row or column have.
///
/// The smallest step would be wrong: CLAM begins a new grid in each piece of tissue, so corners of two pieces may be any
/// distance apart.
public struct TileStride: Equatable, Sendable {
    /// The step, in the unit of the coordinates.
    public let length: Double
    /// Neighbours that have it.
    public let count: Int
    /// The part of all neighbours that lie this step apart or a multiple of it, as on both sides of a hole.
    public let share: Double

    /// Enough neighbours agree to believe the step.
    public var isReliable: Bool { count >= 3 && share >= 0.75 }
    /// So many neighbours agree that a tile side which does not fit the step must be wrong.
    public var isCertain: Bool { count >= 20 && share >= 0.75 }

    /// Finds the step; nil where no two tiles are neighbours in a row or column.
    ///
    /// Corners that round to the same number lie in one row or column, steps that round to the same number are one step.
    public init?(of corners: [SIMD2<Double>]) {
        let steps = Self.steps(along: 0, of: corners) + Self.steps(along: 1, of: corners)
        let groups = Dictionary(grouping: steps) { $0.rounded() }
        guard let mode = groups.max(by: { ($0.value.count, $1.key) < ($1.value.count, $0.key) }) else { return nil }
        self.length = mode.value.sorted()[mode.value.count / 2]
        self.count = mode.value.count
        // A multiple may be off by a unit, since writers round; a step of few units explains nothing.
        let length = length
        let isMultiple = { (step: Double) in abs(step - (step / length).rounded() * length) <= min(1, length / 8) }
        self.share = Double(steps.count(where: isMultiple)) / Double(steps.count)
    }

    private static func steps(along axis: Int, of corners: [SIMD2<Double>]) -> [Double] {
        let sorted = corners.sorted { ($0[1 - axis].rounded(), $0[axis]) < ($1[1 - axis].rounded(), $1[axis]) }
        return zip(sorted, sorted.dropFirst()).compactMap { first, second in
            let step = second[axis] - first[axis]
            return first[1 - axis].rounded() == second[1 - axis].rounded() && step >= 0.5 ? step : nil
        }
    }
}
