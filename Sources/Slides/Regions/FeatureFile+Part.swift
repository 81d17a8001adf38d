extension FeatureFile {
    /// Returns the features of some of the tiles. The model sees them as a slide of their own.
    ///
    /// Rows are read as they lie in the file, with short gaps between them, so that a compressed chunk is unpacked once.
    public func keeping(_ part: TilePart) -> FeatureFile {
        precondition(self.part == nil, "a part of a part")
        precondition(part.slideTileCount == tileCount, "a part of \(part.slideTileCount) tiles, not \(tileCount)")
        let (numbers, rowSize) = (part.numbers, rowSize)
        return FeatureFile(
            path: path, dataset: dataset, element: element, tileCount: numbers.count, width: width, storage: storage,
            places: places, part: part, whole: self
        ) { [self] rows, buffer throws(SlideError) in
            unsafe try buffer.withUnsafeMutableBytes { target throws(SlideError) in
                var first = rows.lowerBound
                while first < rows.upperBound {
                    var end = first + 1
                    while end < rows.upperBound, numbers[end] - numbers[end - 1] <= Self.longestGap,
                        numbers[end] - numbers[first] < Self.rowsOfOneRead
                    {
                        end += 1
                    }
                    let stored = numbers[first]..<numbers[end - 1] + 1
                    var bytes = [UInt8](repeating: 0, count: stored.count * rowSize)
                    var elements = bytes.mutableSpan
                    var span = unsafe elements.mutableBytes
                    try readRows(stored, into: &span)
                    for row in first..<end {
                        let start = (numbers[row] - stored.lowerBound) * rowSize
                        let place = (row - rows.lowerBound) * rowSize
                        unsafe target[place..<place + rowSize].copyBytes(from: bytes[start..<start + rowSize])
                    }
                    first = end
                }
            }
        }
    }

    /// Rows between two of the part that are read along.
    private static let longestGap = 64
    private static let rowsOfOneRead = 1024
}
