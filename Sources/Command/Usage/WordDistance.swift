/// How far two words are apart.
enum WordDistance {
    /// Returns how many letters have to be added, left out, replaced or swapped with their neighbour to make one word of another.
    ///
    /// This is the optimal string alignment distance: https://en.wikipedia.org/wiki/Damerau–Levenshtein_distance
    static func edits(_ first: String, _ second: String) -> Int {
        let (first, second) = (Array(first.unicodeScalars), Array(second.unicodeScalars))
        // The row of the last letter but one, of the last letter, and of this letter.
        var (before, last) = ([Int](), Array(0...second.count))
        for row in first.indices {
            var edits = [row + 1]
            for column in second.indices {
                let replaced = last[column] + (first[row] == second[column] ? 0 : 1)
                var fewest = min(replaced, last[column + 1] + 1, edits[column] + 1)
                if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
                    fewest = min(fewest, before[column - 1] + 1)
                }
                edits.append(fewest)
            }
            (before, last) = (last, edits)
        }
        return last[second.count]
    }

    /// Returns the word that a misspelled one most likely means: the only one that begins with it, or else the nearest one, of
    /// equally near ones the first. Of three letters one may be wrong; nil if every word is farther away.
    static func nearest(to misspelled: String, among words: [String]) -> String? {
        let longer = words.filter { $0.hasPrefix(misspelled) }
        if misspelled.count >= 3, longer.count == 1 { return longer[0] }
        let edits = words.map { (word: $0, count: Self.edits(misspelled, $0)) }
        guard misspelled.count >= 3, let nearest = edits.min(by: { $0.count < $1.count }),
            nearest.count <= misspelled.count / 3
        else { return nil }
        return nearest.word
    }
}
