/// The tensors of a file that do not belong to the model that was read from it: a loss's weights, an encoder, an optimizer.
public struct LeftAside: Sendable, Equatable {
    /// The file's path, as it was given.
    public let path: String
    /// The number of tensors.
    public let count: Int
    /// The first names. The tensors of another dict have one name together: its key.
    public let names: [String]
    /// The number of names that are not in ``names``.
    public let moreNames: Int

    /// How many names are kept.
    static let mostNames = 4

    init(path: String, count: Int, names: [String]) {
        var distinct: [String] = []
        var seen: Set<String> = []
        for name in names where seen.insert(name).inserted { distinct.append(name) }
        (self.path, self.count) = (path, count)
        self.names = Array(distinct.prefix(Self.mostNames))
        moreNames = distinct.count - self.names.count
    }
}

extension LeftAside: CustomStringConvertible {
    /// One sentence: where, how many, and the first names.
    public var description: String {
        let names = names.map(quoted).joined(separator: ", ") + (moreNames > 0 ? " and \(moreNames) more" : "")
        return "\(escaped(path)): \(count == 1 ? "1 tensor" : "\(count) tensors") beside the model "
            + "\(count == 1 ? "was" : "were") left aside (\(names))"
    }
}
