public import Files

/// Why a checkpoint cannot be used. Each description is one sentence: the file, what was found, what was expected, what to do.
public enum CheckpointError: Error, Equatable, Sendable {
    /// The file cannot be read, whatever it holds.
    case file(FileError)
    /// The file is neither safetensors nor a PyTorch archive; `found` says what it looks like.
    case unknownFormat(path: String, found: String)
    /// The file was written by PyTorch before 1.6, or with the old serialization.
    case legacyPyTorch(path: String)
    /// The file is a program, not a state dict.
    case torchScript(path: String)
    /// The archive was written on a big-endian machine.
    case bigEndian(path: String)
    /// A rule of the file's own format is broken.
    case damaged(path: String, found: String, expected: String)
    /// The pickle names a class or function that no state dict needs. Nothing was executed.
    case unknownGlobal(path: String, name: String)
    /// The pickle uses an instruction that no state dict needs, at this offset of `data.pkl`.
    case unknownOpcode(path: String, opcode: UInt8, offset: Int)
    /// A tensor's number format is not read.
    case unknownElementType(path: String, tensor: String, type: String)
    /// No entry of the file holds named tensors; `found` says what it holds.
    case noStateDict(path: String, found: String)
    /// More than one entry looks like the model's state dict.
    case ambiguousStateDict(path: String, keys: [String])
    /// The tensors or the metadata cannot be written as safetensors.
    case unwritable(path: String, found: String, expected: String)
    /// No tensor has this name.
    case missingTensor(path: String, name: String)
}

extension CheckpointError: CustomStringConvertible {
    /// The sentence to show, without a full stop or newline.
    public var description: String {
        switch self {
        case .file(let error):
            escaped(error.sentence(expecting: "a checkpoint file"))
        case .unknownFormat(let path, let found):
            "\(escaped(path)): is \(found), expected a .safetensors file or a PyTorch .pt archive; \(Self.remedy)"
        case .legacyPyTorch(let path):
            "\(escaped(path)): is in PyTorch's format from before version 1.6, expected its zip archive; convert it with "
                + "torch.save(torch.load('old.pt', map_location='cpu', weights_only=True), 'model.pt')"
        case .torchScript(let path):
            "\(escaped(path)): is a TorchScript program, expected a state dict; extract its weights with "
                + "torch.save(torch.jit.load('script.pt', map_location='cpu').state_dict(), 'model.pt')"
        case .bigEndian(let path):
            "\(escaped(path)): was written in big-endian byte order, expected little-endian; "
                + "load it with torch.load on a little-endian machine and save it again"
        case .damaged(let path, let found, let expected):
            "\(escaped(path)): \(found), expected \(expected); the file is damaged, copy or save it again"
        case .unknownGlobal(let path, let name):
            "\(escaped(path)): its pickle names \(quoted(name)), expected only what a state dict is made of "
                + "(nothing was executed); \(Self.remedy)"
        case .unknownOpcode(let path, let opcode, let offset):
            "\(escaped(path)): its pickle has opcode 0x\(String(opcode, radix: 16)) at offset \(offset), "
                + "expected only those of a state dict (nothing was executed); \(Self.remedy)"
        case .unknownElementType(let path, let tensor, let type):
            "\(escaped(path)): tensor \(quoted(tensor)) has elements of type \(quoted(type)), expected one of "
                + "\(Checkpoint.ElementType.allCases.map(\.rawValue).joined(separator: ", ")); save the model after model.float()"
        case .noStateDict(let path, let found):
            "\(escaped(path)): holds \(found), expected tensors by name; \(Self.remedy)"
        case .ambiguousStateDict(let path, let keys):
            "\(escaped(path)): holds tensors under \(keys.map(quoted).joined(separator: " and ")), expected one state dict; "
                + "save the one to use alone with torch.save(checkpoint[\(keys.first.map(quoted) ?? "key")], 'model.pt')"
        case .unwritable(let path, let found, let expected):
            "\(escaped(path)): cannot be written as safetensors because \(found), expected \(expected); "
                + "rename or shorten it before saving"
        case .missingTensor(let path, let name):
            "\(escaped(path)): has no tensor \(quoted(name)), expected the weights of a Lin-MIL model; "
                + "check that this is the right checkpoint"
        }
    }

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
    for scalar in text.unicodeScalars {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
            result += "\\u{\(String(scalar.value, radix: 16))}"
        default:
            result.unicodeScalars.append(scalar)
        }
    }
    return result
}
