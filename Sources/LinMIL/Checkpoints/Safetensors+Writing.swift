internal import FoundationEssentials

extension Checkpoint {
    /// Writes the tensors as a safetensors file, each in its own number format and row-major.
    ///
    /// The same tensors and metadata give the same bytes: the tensors with the widest elements come first, so that every
    /// one is aligned, and those of equal width by name; the header is padded with blanks to whole 8 bytes.
    ///
    /// The corresponding Python line is `safetensors.torch.save_file(tensors, path, metadata)`.
    ///
    /// - Parameters:
    ///   - metadata: free text by name; ``Model/metadata`` is what a model needs besides its tensors.
    ///   - write: receives the file's bytes piece by piece, first to last.
    /// - Throws: ``CheckpointError/unwritable(path:found:expected:)`` where the format cannot hold the tensors, and what
    ///   `write` throws.
    public func writeSafetensors(
        metadata: [String: String], to write: (_ bytes: Span<UInt8>) throws -> Void
    ) throws {
        let ordered = tensors.sorted { ($1.value.elementType.size, $0.key) < ($0.value.elementType.size, $1.key) }
        let header = try safetensorsHeader(of: ordered, metadata)
        try write(header.span)
        for (_, tensor) in ordered {
            let bytes = try tensor.rowMajorBytes
            try write(bytes.span)
        }
    }

    /// Returns the bytes of a safetensors file with these tensors.
    ///
    /// - Throws: As ``writeSafetensors(metadata:to:)``.
    public func safetensors(metadata: [String: String]) throws -> [UInt8] {
        var file: [UInt8] = []
        try writeSafetensors(metadata: metadata) { bytes in
            unsafe bytes.withUnsafeBufferPointer { unsafe file.append(contentsOf: $0) }
        }
        return file
    }

    /// The header's length and the header, padded.
    private func safetensorsHeader(
        of ordered: [(key: String, value: Tensor)], _ metadata: [String: String]
    ) throws -> [UInt8] {
        guard tensors[Safetensors.metadataKey] == nil else {
            throw CheckpointError.unwritable(
                path: path, found: "a tensor is called \(quoted(Safetensors.metadataKey))",
                expected: "another name, for safetensors keeps its metadata there")
        }
        var entries: [String: SafetensorsHeader.Entry] = [:]
        var end = 0
        for (name, tensor) in ordered {
            let start = end
            end += tensor.count * tensor.elementType.size
            entries[name] = SafetensorsHeader.Entry(
                dtype: Safetensors.name(of: tensor.elementType), shape: tensor.shape, offsets: [start, end])
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var header = Array(try encoder.encode(SafetensorsHeader(metadata: metadata, tensors: entries)))
        let padding = (8 - header.count % 8) % 8
        header += repeatElement(UInt8(ascii: " "), count: padding)
        guard header.count <= Safetensors.largestHeader else {
            throw CheckpointError.unwritable(
                path: path, found: "the names and the metadata take \(header.count) bytes",
                expected: "at most \(Safetensors.largestHeader)")
        }
        return (0..<Safetensors.lengthSize).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) } + header
    }
}
