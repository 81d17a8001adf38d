internal import LinMIL

extension InspectionPage {
    /// Describes a checkpoint: its model, or why it is not a Lin-MIL model, and its tensors.
    init(checkpoint path: String, prefix: String?) throws {
        let checkpoint = try Checkpoint(readingFrom: path, prefix: prefix)
        var facts = [Fact(name: "fingerprint", value: try checkpoint.fingerprint)]
        facts += checkpoint.metadata.sorted { $0.key < $1.key }.map {
            Fact(name: $0.key, value: Wording.name($0.value))
        }
        if let tensors = checkpoint.leftAside { facts.append(Fact(name: "left aside", value: Self.words(tensors))) }
        var groups = [Group(title: "", facts: facts)]
        do {
            groups.append(Group(title: "model", facts: Self.facts(of: try Model(checkpoint), checkpoint)))
        } catch let error as ModelError {
            groups.append(
                Group(title: "not a Lin-MIL model", facts: [Fact(name: "reason", value: error.advised(in: .inspect))]))
        }
        let tensors = checkpoint.tensors.sorted { $0.key.localizedStandardLess($1.key) }
        groups.append(
            Group(
                title: "tensors",
                facts: tensors.map { name, tensor in
                    Fact(name: Wording.name(name), value: "\(tensor.elementType.rawValue) \(tensor.shape)")
                }))
        self.init(path: path, kind: "checkpoint with \(tensors.count) tensors", groups: groups)
    }

    /// Returns what lies beside the model: `2 tensors: criterion.weight, optimizer`.
    private static func words(_ tensors: LeftAside) -> String {
        let names = tensors.names.map(Wording.name) + (tensors.moreNames > 0 ? ["\(tensors.moreNames) more"] : [])
        return "\(tensors.count) tensor\(tensors.count == 1 ? "" : "s"): \(names.joined(separator: ", "))"
    }

    /// Returns the model's configuration. It marks what is assumed because the checkpoint does not record it.
    private static func facts(of model: Model, _ checkpoint: Checkpoint) -> [Fact] {
        let configuration = model.configuration
        func unlessRecorded(_ key: String, _ value: String, _ remedy: String = "") -> String {
            checkpoint.metadata[key] == nil ? "\(value), assumed: the file does not record it\(remedy)" : value
        }
        var facts = [
            Fact(name: "attention", value: configuration.attention.rawValue),
            Fact(name: "pooling", value: configuration.pooling.rawValue),
            Fact(name: "inputs", value: "\(configuration.inputDimension) features per tile"),
            Fact(name: "latent", value: "\(configuration.latentDimension)"),
            Fact(name: "blocks", value: "\(configuration.depth)"),
        ]
        let heads = "\(configuration.heads)"
        switch configuration.attention {
        case .linear:
            let activation = unlessRecorded("activation", configuration.activation.rawValue, " (--activation)")
            facts += [Fact(name: "heads", value: heads), Fact(name: "activation", value: activation)]
        case .softmax, .nystrom: facts.append(Fact(name: "heads", value: heads))
        case .dilated: facts.append(Fact(name: "heads", value: unlessRecorded("heads", heads)))
        }
        let names = model.classNames.map(Wording.name).joined(separator: ", ")
        let output =
            "one \(model.output.rawValue), assumed: the file does not record whether it is a logit (--output-as)"
        facts.append(
            model.output == .classes ? Fact(name: "classes", value: names) : Fact(name: "output", value: output))
        return facts
    }
}

extension String {
    /// Orders `transformer.2` before `transformer.10`.
    fileprivate func localizedStandardLess(_ other: String) -> Bool {
        let (left, right) = (split(separator: "."), other.split(separator: "."))
        for (a, b) in zip(left, right) where a != b {
            if let a = Int(a), let b = Int(b) { return a < b }
            return a < b
        }
        return left.count < right.count
    }
}
