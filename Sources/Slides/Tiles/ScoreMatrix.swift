/// Scores of one class or several, as they lie in an array: [tiles], [tiles, 1], [1, tiles], [classes, tiles] or
/// [tiles, classes].
package struct ScoreMatrix {
    /// What the file calls the array.
    package let name: String
    private let shape: [Int]
    private let (rows, columns): (Int, Int)
    private let classesAreRows: Bool

    /// Finds out which dimension is the tiles'.
    ///
    /// - Parameters:
    ///   - shape: one or two dimensions; leading ones are left out.
    ///   - tileCount: the number of tiles, if the file says it. If not, the longer dimension is the tiles'.
    package init(name: String, shape: [Int], tileCount: Int?) {
        (self.name, self.shape) = (name, shape)
        (rows, columns) = shape.count < 2 ? (1, shape.first ?? 1) : (shape[shape.count - 2], shape[shape.count - 1])
        classesAreRows =
            if let tileCount, (rows == tileCount) != (columns == tileCount) { columns == tileCount } else {
                rows < columns
            }
    }

    private var classCount: Int { classesAreRows ? rows : columns }
    private var tileCount: Int { classesAreRows ? columns : rows }

    /// Returns where the scores of one class lie in the row-major array.
    ///
    /// - Throws: `SlideError` if there are several classes and none is chosen, or one that is not there.
    package func chosen(
        by choice: ScoreChoice?, path: String
    ) throws(SlideError) -> (classNumber: Int?, places: [Int]) {
        let names = (0..<classCount).map { "\($0)" }
        guard tileCount > 0, classCount > 0 else { throw .noTiles(path: path, dataset: name, shape: shape) }
        var number = 0
        if let asked = choice?.className {
            guard let known = Int(asked), (0..<classCount).contains(known) else {
                throw .noSuchClass(path: path, asked: asked, classes: names)
            }
            number = known
        } else if classCount > 1 {
            throw .severalClasses(
                path: path,
                found: "\(name.isEmpty ? "scores" : "'\(printable(name))'") of the shape \(shape), one "
                    + "\(classesAreRows ? "row" : "column") for each of \(classCount) classes", classes: names)
        }
        let places = (0..<tileCount).map { classesAreRows ? number * columns + $0 : $0 * columns + number }
        return (classCount > 1 ? number : nil, places)
    }
}
