/// Which scores to take from a file that has more than one for each tile.
public struct ScoreChoice: Sendable, Equatable, Codable {
    /// The columns of a table that hold the tiles' left and upper borders and their scores.
    public struct Columns: Sendable, Equatable, Codable {
        /// The column with the left borders.
        public var x: String
        /// The column with the upper borders.
        public var y: String
        /// The column with the scores.
        public var score: String

        /// Names the columns.
        public init(x: String, y: String, score: String) { (self.x, self.y, self.score) = (x, y, score) }
    }

    /// The columns of a table; nil for those of a program that is known.
    public var columns: Columns?
    /// The class, by its number from 0 or by its name; nil if there is one.
    public var className: String?

    /// Chooses scores.
    public init(columns: Columns? = nil, className: String? = nil) {
        (self.columns, self.className) = (columns, className)
    }
}
