internal import LinMIL

extension ModelError: Advised {
    func remedy(in subcommand: Subcommand) -> String? {
        switch self {
        case .unknownActivation:
            guard let activation = subcommand.name(of: .activation) else { return nil }
            if let convert = subcommand.name(of: .convert) {
                return "record the right one with \(convert) and \(activation)"
            }
            return "give the right one with \(activation)"
        case .otherOutputs:
            guard let output = subcommand.name(of: .outputAs) else { return nil }
            return subcommand == .cohort
                ? "leave out \(output), and fill the column 'output-as' of a list for models with one output"
                : "leave out \(output)"
        case .noProbability:
            return subcommand.name(of: .outputAs).map { "give \($0) sigmoid if it is the logit of a class" }
        case .noCoordinates:
            return subcommand.giving(.coords).map { "give the file that has the tiles' coordinates \($0)" }
        case .noScore(_, _, _, let exist):
            return subcommand.name(of: .score).map { "use \($0) " + exist.map(\.rawValue).joined(separator: " or ") }
        case .classlessScore:
            return subcommand.name(of: .className).map { "leave \($0) out" }
        case .blocklessScore:
            guard let block = subcommand.name(of: .block), let head = subcommand.name(of: .head) else { return nil }
            return "leave \(block) and \(head) out"
        case .outOfRange(_, let what, _, let count):
            let option: Subcommand.Option =
                switch what {
                case .class: .className
                case .block: .block
                case .head: .head
                }
            return subcommand.name(of: option).map {
                "give a number from 0 to \(count - 1) with \($0), or leave it out"
            }
        case .otherClassNames(_, _, let count):
            return subcommand.name(of: .classes).map {
                "give \(count == 1 ? "one name" : "\(count) names") with \($0), or leave it out"
            }
        case .anotherModel, .missingTensors, .unexpectedTensors, .wrongShape, .nonFiniteWeights,
            .wrongFeatureWidth, .noTiles, .nonFiniteFeatures, .zeroFeatures, .nonFiniteResult, .outOfMemory:
            return nil
        case .addressLimit:
            return "raise the limit of virtual memory (ulimit -v)"
        }
    }
}

extension CheckpointError: Advised {
    func remedy(in subcommand: Subcommand) -> String? {
        switch self {
        case .severalModels(_, let names):
            guard let prefix = subcommand.name(of: .prefix), let first = names.first else { return nil }
            return "choose one with \(prefix), as in \(prefix) \(Wording.shellWord(Wording.name(first)))"
        case .noModelUnderPrefix(_, _, let names):
            guard let prefix = subcommand.name(of: .prefix) else { return nil }
            return names.isEmpty ? nil : "correct \(prefix)"
        case .file, .unknownFormat, .otherCheckpoint, .torchScript, .wholeModule, .damaged, .unknownOpcode,
            .unknownElementType, .unreadableTensor, .noStateDict, .unwritable, .missingTensor:
            return nil
        }
    }
}
