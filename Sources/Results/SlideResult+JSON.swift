internal import Files

extension SlideResult {
    /// Returns the result as JSON on one line: the fields in alphabetical order, numbers in their shortest form that reads
    /// back the same.
    public func json() throws -> String {
        var bytes: [UInt8] = []
        try forEachPortion { portion in
            unsafe portion.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Writes the result as JSON on one line, to a file that appears whole or not at all.
    func writeJSON(to path: String) throws {
        var file = try OutputFile(path: path)
        try forEachPortion { try file.write($0) }
        try file.write("\n")
        try file.commit()
    }

    /// Makes the JSON that `jsonText` makes of all fields, byte for byte, ten times as fast: the two long lists hold
    /// nothing but numbers and are written here, in their places in the JSON of everything else.
    private func forEachPortion(_ body: (Span<UInt8>) throws -> Void) throws {
        var fields = ResultFields(self)
        (fields.coords, fields.scores) = ([], [])
        let rest = try jsonText(fields)
        // A quote within a text follows a backslash, so these are the lists.
        let (coordsKey, scoresKey) = ("{\"coords\":[", ",\"scores\":[")
        guard let scoresStart = rest.firstRange(of: scoresKey) else {
            preconditionFailure("JSON of a result without scores: \(rest)")
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
