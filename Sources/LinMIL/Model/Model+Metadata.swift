internal import FoundationEssentials

/// The keys of a safetensors file's metadata.
private enum MetadataKey: String {
    case activation, attention, pooling, heads, classes
}

extension Model {
    /// What a checkpoint's tensors do not tell, for the metadata of a safetensors file: `activation` (only linear attention
    /// has one), `heads` and `classes`, a JSON list of names. `attention` and `pooling` are there for people and other
    /// programs; this library reads them off the tensors.
    public var metadata: [String: String] {
        configuration.metadata(classNames: classNames)
    }
}

extension Configuration {
    /// The classes' names where nothing gives them better ones. The labels of a single output are 0 and 1, and 1 is the
    /// class that it speaks of. [C]
    var defaultClassNames: [String] { (classes == 1 ? 1..<2 : 0..<classes).map { "class \($0)" } }

    /// The metadata of a model of this configuration.
    func metadata(classNames: [String]) -> [String: String] {
        var entries: [MetadataKey: String] = [
            .attention: attention.rawValue, .pooling: pooling.rawValue, .heads: "\(heads)",
        ]
        if attention.mechanism.usesActivation { entries[.activation] = activation.rawValue }
        // A list of texts can always be encoded.
        let classes = try? JSONEncoder().encode(classNames)
        entries[.classes] = classes.map { String(decoding: $0, as: UTF8.self) }
        return Dictionary(uniqueKeysWithValues: entries.map { ($0.key.rawValue, $0.value) })
    }
}

extension Checkpoint {
    private func recorded(_ key: MetadataKey) -> String? { metadata[key.rawValue] }

    /// The activation that the file's metadata names, if it does.
    func recordedActivation() throws(ModelError) -> Activation? {
        guard let name = recorded(.activation) else { return nil }
        guard let activation = Activation(named: name) else {
            throw .unknownActivation(path: path, name)
        }
        return activation
    }

    /// The number of heads that the file's metadata names, if it does.
    func recordedHeads() -> Int? {
        recorded(.heads).flatMap(Int.init)
    }

    /// The class names that the file's metadata holds as a JSON list, where there are as many as classes.
    func recordedClassNames(count: Int) -> [String]? {
        guard let text = recorded(.classes),
            let names = try? JSONDecoder().decode([String].self, from: Data(text.utf8)), names.count == count
        else { return nil }
        return names
    }
}
