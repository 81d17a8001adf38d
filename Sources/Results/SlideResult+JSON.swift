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

    /// Writes byte for byte the JSON that `jsonText` makes of all fields, ten times as fast. The long lists are only
    /// numbers, so they are written here, in their places in the rest of the JSON.
    private func forEachPortion(_ body: (Span<UInt8>) throws -> Void) throws {
        var fields = ResultFields(self)
        let lists = fields.scores.lists
        (fields.coords, fields.scores) = ([], fields.scores.emptied)
        let rest = try jsonText(fields)
        // In JSON, a quote inside a string follows a backslash, so these are the keys of the lists. The evaluation comes first
        // and has scores of its own; behind the lists there are no more objects.
        let coordsKey = "\"coords\":["
        let scoresKey = ",\"scores\":" + (fields.scores.isOne ? "[" : "{")
        guard let coordsStart = rest.firstRange(of: coordsKey), let scoresStart = rest.ranges(of: scoresKey).last else {
            preconditionFailure("the JSON of a result has no coords or no scores: \(rest)")
        }
        var text = TextPortions()
        text.append(String(rest[..<coordsStart.upperBound]))
        for (tile, corner) in origins.enumerated() {
            text.append(tile == 0 ? "[" : ",[")
            text.append(corner.x)
            text.append(",")
            text.append(corner.y)
            text.append("]")
            try text.handOnIfLong(to: body)
        }
        text.append(String(rest[coordsStart.upperBound..<scoresStart.upperBound]))
        for (place, list) in lists.enumerated() {
            if let name = list.name { text.append((place > 0 ? "," : "") + (try jsonText(name)) + ":[") }
            for (tile, score) in list.values.enumerated() {
                if tile > 0 { text.append(",") }
                text.append(score)
                try text.handOnIfLong(to: body)
            }
            if list.name != nil { text.append("]") }
        }
        text.append(String(rest[scoresStart.upperBound...]))
        try text.handOn(to: body)
    }
}
