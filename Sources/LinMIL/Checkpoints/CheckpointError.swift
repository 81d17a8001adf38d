public import Files

/// Why a checkpoint cannot be used. Each description is one sentence: the file, what was found, what was expected, what to do.
public enum CheckpointError: Error, Equatable, Sendable {
    /// The file cannot be read, whatever it holds.
    case file(FileError)
    /// The file is neither safetensors nor a PyTorch archive; `found` says what it looks like.
    case unknownFormat(path: String, found: String)
    /// The checkpoint is of a form that has no state dict in one file.
    case otherCheckpoint(path: String, OtherCheckpoint)
    /// The file is a program, not a state dict.
    case torchScript(path: String)
    /// The file is a model that was saved as a whole; `place` leads to it, as in `['model']`.
    case wholeModule(path: String, place: String)
    /// A rule of the file's own format is broken.
    case damaged(path: String, found: String, expected: String)
    /// The pickle has an instruction that no version of Python knows, at this offset.
    case unknownOpcode(path: String, opcode: UInt8, offset: Int)
    /// A tensor's number format is not read.
    case unknownElementType(path: String, tensor: String, type: String)
    /// A tensor is of a kind that is not read, such as `a sparse tensor`.
    case unreadableTensor(path: String, tensor: String, kind: String)
    /// No entry of the file holds named tensors; `found` says what it holds.
    case noStateDict(path: String, found: String)
    /// The file holds more than one model; what leads to each.
    case severalModels(path: String, names: [String])
    /// No model lies where one was asked for; where there are any.
    case noModelUnderPrefix(path: String, prefix: String, names: [String])
    /// The tensors or the metadata cannot be written as safetensors.
    case unwritable(path: String, found: String, expected: String)
    /// No tensor has this name.
    case missingTensor(path: String, name: String)
}

extension CheckpointError: CustomStringConvertible {
    /// The sentence to show, without a full stop or newline.
    public var description: String { sentence.text }

    /// The same, with what to do apart.
    package var sentence: ErrorSentence {
        switch self {
        case .file(let error):
            ErrorSentence(escaped(error.sentence(expecting: "a checkpoint file")))
        case .unknownFormat(let path, let found):
            ErrorSentence(
                "\(escaped(path)): is \(found), expected a .safetensors file or a PyTorch .pt archive",
                remedy: Self.remedy
            )
        case .otherCheckpoint(let path, let other):
            ErrorSentence(
                "\(escaped(path)): is \(other.description), expected a state dict in one file", remedy: other.remedy)
        case .torchScript(let path):
            ErrorSentence(
                "\(escaped(path)): is a TorchScript program, expected a state dict",
                remedy: "extract its weights with "
                    + "torch.save(torch.jit.load('script.pt', map_location='cpu').state_dict(), 'model.pt')")
        case .wholeModule(let path, let place):
            ErrorSentence(
                "\(escaped(path)): holds a whole module, expected its weights (nothing was executed)",
                remedy: "where its class can be imported, run "
                    + "model = torch.load('whole.pt', map_location='cpu', weights_only=False)\(place) and "
                    + "torch.save(model.state_dict(), 'model.pt')")
        case .damaged(let path, let found, let expected):
            ErrorSentence("\(escaped(path)): \(found), expected \(expected)", remedy: Self.damage)
        case .unknownOpcode(let path, let opcode, let offset):
            ErrorSentence(
                "\(escaped(path)): its pickle has opcode 0x\(String(opcode, radix: 16)) at offset \(offset), expected one "
                    + "of Python's (nothing was executed)", remedy: Self.damage)
        case .unknownElementType(let path, let tensor, let type):
            ErrorSentence(
                "\(escaped(path)): tensor \(quoted(tensor)) has elements of type \(quoted(type)), expected one of "
                    + Checkpoint.ElementType.allCases.map(\.rawValue).joined(separator: ", "),
                remedy: "save the model after model.float()")
        case .unreadableTensor(let path, let tensor, let kind):
            ErrorSentence(
                "\(escaped(path)): tensor \(quoted(tensor)) is \(kind), expected plain numbers",
                remedy: "save the model in float32 from the CPU, with torch.save(model.state_dict(), 'model.pt')")
        case .noStateDict(let path, let found):
            ErrorSentence("\(escaped(path)): holds \(found), expected tensors by name", remedy: Self.remedy)
        case .severalModels(let path, let names):
            ErrorSentence(
                "\(escaped(path)): holds Lin-MIL models under \(Self.listed(names)), expected one",
                remedy: "choose one by its prefix")
        case .noModelUnderPrefix(let path, let prefix, let names) where names.isEmpty:
            ErrorSentence(
                "\(escaped(path)): has no Lin-MIL model, expected one under the prefix \(quoted(prefix))",
                remedy: "check that this is the right checkpoint")
        case .noModelUnderPrefix(let path, let prefix, let names):
            ErrorSentence(
                "\(escaped(path)): has no Lin-MIL model under the prefix \(quoted(prefix)), expected \(Self.listed(names))",
                remedy: "correct the prefix")
        case .unwritable(let path, let found, let expected):
            ErrorSentence(
                "\(escaped(path)): cannot be written as safetensors because \(found), expected \(expected)",
                remedy: "rename or shorten it before saving")
        case .missingTensor(let path, let name):
            ErrorSentence(
                "\(escaped(path)): has no tensor \(quoted(name)), expected the weights of a Lin-MIL model",
                remedy: "check that this is the right checkpoint")
        }
    }

    /// The first names in quotation marks, and how many more there are.
    private static func listed(_ names: [String]) -> String {
        let shown = names.prefix(6).map { $0.isEmpty ? "no prefix" : quoted($0) }
        if names.count > shown.count { return shown.joined(separator: ", ") + " and \(names.count - shown.count) more" }
        return shown.dropLast().joined(separator: ", ") + (shown.count > 1 ? " and " : "") + (shown.last ?? "")
    }

    private static let damage = "the file is damaged, copy or save it again"
    private static let remedy = "save the weights alone with torch.save(model.state_dict(), 'model.pt')"
}

/// Returns the text in quotes, fit for a message: control characters escaped, cut after 80 characters.
func quoted(_ text: String) -> String {
    let shown = text.unicodeScalars.prefix(80)
    return "'\(escaped(String(String.UnicodeScalarView(shown))))\(shown.count < text.unicodeScalars.count ? "…" : "")'"
}

/// Returns the text with its control and direction-changing characters escaped, so that a name from a file cannot
/// break or repaint the line it is printed on.
func escaped(_ text: String) -> String {
    var result = ""
    for scalar in PathText.shown(text).unicodeScalars {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
            result += "\\u{\(String(scalar.value, radix: 16))}"
        default:
            result.unicodeScalars.append(scalar)
        }
    }
    return result
}
