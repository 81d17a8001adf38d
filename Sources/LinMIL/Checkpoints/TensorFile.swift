internal import Files

/// The tensors of a file that `torch.save` or safetensors wrote, whatever they are: a slide's features, for instance.
///
/// Nothing in the file is executed. Tensors that cannot be read are left out.
package struct TensorFile {
    /// The tensors in the order of their names. A tensor that was saved alone has no name; those in dicts inside of dicts
    /// have the keys joined by dots.
    package let tensors: [(name: String, array: Checkpoint.Tensor)]

    /// Opens a file and finds its tensors. Their values are read when they are asked for.
    ///
    /// - Throws: `CheckpointError` if it is damaged or of another kind.
    package init(readingFrom path: String) throws(CheckpointError) {
        let file = try CheckpointFile(readingFrom: path)
        tensors = try file.reading { () throws(CheckpointError) in try Self.tensors(of: file) }
    }

    private static func tensors(
        of file: CheckpointFile
    ) throws(CheckpointError) -> [(name: String, array: Checkpoint.Tensor)] {
        var elements = 0
        func tensors(_ source: some TensorSource, _ groups: [TensorGroup]) -> [(String, Checkpoint.Tensor)] {
            groups.flatMap { group in
                group.tensors.sorted { $0.key < $1.key }.compactMap { key, index in
                    let name = (group.path.map(\.description) + [key]).joined(separator: ".")
                    return (try? source.tensor(index, named: name, elements: &elements)).map { (name, $0) }
                }
            }
        }
        let pickled: PickledTensors
        switch try CheckpointFormat(of: file) {
        case .safetensors:
            let contents = try SafetensorsContents(file)
            return tensors(contents, [TensorGroup(path: [], tensors: contents.names)])
        case .archive: pickled = try readPyTorchArchive(file)
        case .stream: pickled = try readPyTorchStream(file)
        }
        if case .tensor(let index) = pickled.root {
            return [("", try pickled.tensor(index, named: "", elements: &elements))]
        }
        return tensors(pickled, try PickleContents(pickled).groups)
    }
}
