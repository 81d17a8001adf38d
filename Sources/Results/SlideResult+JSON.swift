internal import Files

extension SlideResult {
    /// Returns the result as JSON on one line. Fields are in alphabetical order, and numbers have the shortest form
    /// that reads back the same.
    public func json() throws -> String {
        var bytes: [UInt8] = []
        try forEachPortion { portion in
            unsafe portion.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Writes the result as one line of JSON, to a file that appears whole or not at all.
    func writeJSON(to path: String) throws {
        var file = try OutputFile(path: path)
        try forEachPortion { try file.write($0) }
        try file.write("\n")
        try file.commit()
    }

    /// Writes byte for byte the JSON that `jsonText` makes of all fields, ten times as fast. The two long lists are
    /// only numbers, so they are written here, in their places in the rest of the JSON.
    private func forEachPortion(_ body: (Span<UInt8>) throws -> Void) throws {
        var fields = ResultFields(self)
        (fields.coords, fields.scores) = ([], [])
        let rest = try jsonText(fields)
        // In JSON, a quote inside a string follows a backslash, so these are the keys of the lists.
        let (coordsKey, scoresKey) = ("{\"coords\":[", ",\"scores\":[")
        guard let scoresStart = rest.firstRange(of: scoresKey) else {
            preconditionFailure("the JSON of a result has no scores: \(rest)")
        }
        var text = TextPortions()
        text.append(coordsKey)
        for (tile, corner) in origins.enumerated() {
            text.append(tile == 0 ? "[" : ",[")
            text.append(corner.x)
            text.append(",")
            text.append(corner.y)
            text.append("]")
            try text.handOnIfLong(to: body)
        }
        text.append(String(rest[..<scoresStart.upperBound].dropFirst(coordsKey.count)))
        for (tile, score) in scores.enumerated() {
            if tile > 0 { text.append(",") }
            text.append(score)
            try text.handOnIfLong(to: body)
        }
        text.append(String(rest[scoresStart.upperBound...]))
        try text.handOn(to: body)
    }
}
