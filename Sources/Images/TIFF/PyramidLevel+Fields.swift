extension PyramidLevel {
    /// The fields of the level's directory, in ascending order of their tags.
    ///
    /// - Parameter notes: what the file says of its picture, for the first level; nil for a smaller one.
    func fields(_ notes: PyramidWriter.Notes?, isBig: Bool) -> [TIFFField] {
        let channels = samples == .rgba ? 4 : 1
        var fields = [
            TIFFField(.subfileType, .long, [notes == nil ? 1 : 0]),
            TIFFField(.width, .long, [size.width]),
            TIFFField(.height, .long, [size.height]),
            TIFFField(.bitsPerSample, .short, [Int](repeating: 32 / channels, count: channels)),
            TIFFField(.compression, .short, [8]),  // Adobe's deflate
            TIFFField(.photometric, .short, [samples == .rgba ? 2 : 1]),  // RGB, or numbers from black
        ]
        if let notes { fields.append(TIFFField(.description, notes.description)) }
        fields.append(TIFFField(.samplesPerPixel, .short, [channels]))
        if let resolution = notes?.resolution {
            fields.append(TIFFField(.resolutionX, resolution.x, over: 100))
            fields.append(TIFFField(.resolutionY, resolution.y, over: 100))
        }
        fields.append(TIFFField(.planarConfiguration, .short, [1]))
        if notes?.resolution != nil { fields.append(TIFFField(.resolutionUnit, .short, [3])) }  // a centimetre
        if let notes { fields.append(TIFFField(.software, notes.software)) }
        fields += [
            TIFFField(.tileWidth, .short, [Self.tileSide]),
            TIFFField(.tileHeight, .short, [Self.tileSide]),
            TIFFField(.tileOffsets, isBig ? .long8 : .long, filled(offsets)),
            TIFFField(.tileByteCounts, .long, filled(lengths)),
        ]
        if samples == .rgba { fields.append(TIFFField(.extraSamples, .short, [2])) }  // opacity, not multiplied
        fields.append(TIFFField(.sampleFormat, .short, [Int](repeating: samples == .rgba ? 1 : 3, count: channels)))
        return fields
    }

    /// A number for each tile of the level, 0 for those that are not written yet.
    private func filled(_ numbers: [Int]) -> [Int] {
        numbers + [Int](repeating: 0, count: tileCount - numbers.count)
    }
}
