internal import Files

internal import FoundationEssentials

/// Forms of checkpoints that hold no state dict in one file, and how to make one of them.
public enum OtherCheckpoint: Equatable, Sendable {
    /// PyTorch's format from before version 0.1.10, a tar archive.
    case tar
    /// A folder of `torch.distributed.checkpoint`, or a file of it.
    case distributed
    /// A folder of DeepSpeed, or a file with a part of the weights.
    case deepSpeed
    /// A list of the files that a model was cut into, and their names.
    case index([String])

    /// What the file is, as it stands in a sentence.
    var description: String {
        switch self {
        case .tar: "in PyTorch's tar format from before version 0.1.10"
        case .distributed: "a part of a torch.distributed.checkpoint"
        case .deepSpeed: "a part of a DeepSpeed checkpoint, which spreads the weights over files"
        case .index(let parts): "an index that lists \(parts.count == 1 ? "1 file" : "\(parts.count) files") of weights"
        }
    }

    /// How to come by a state dict.
    var remedy: String {
        switch self {
        case .tar:
            "convert it with torch.save(torch.load('old.pt', map_location='cpu', weights_only=False), 'model.pt')"
        case .distributed:
            "convert the folder with torch.distributed.checkpoint.format_utils.dcp_to_torch_save('FOLDER', 'model.pt')"
        case .deepSpeed:
            "convert the folder with DeepSpeed's script in it, python zero_to_fp32.py FOLDER OUTPUT"
        case .index(let parts) where parts.count == 1: "give \(quoted(parts[0])) itself, which has the weights"
        case .index(let parts):
            "join the files into one: w = {}; for f in [\(parts.prefix(3).map(quoted).joined(separator: ", "))"
                + "\(parts.count > 3 ? ", ..." : "")]: w.update(\(Self.loader(parts))); torch.save(w, 'model.pt')"
        }
    }

    /// The Python call that reads one file of an index.
    private static func loader(_ parts: [String]) -> String {
        parts.allSatisfy { $0.hasSuffix(".safetensors") }
            ? "safetensors.torch.load_file(f)" : "torch.load(f, map_location='cpu', weights_only=True)"
    }
}

extension OtherCheckpoint {
    /// Recognises a folder by the files in it; nil for any other one.
    init?(folder path: String) {
        func has(_ name: String) -> Bool { FileSystem.exists("\(path)/\(name)") }
        if has(".metadata") {
            self = .distributed
        } else if ["zero_to_fp32.py", "mp_rank_00_model_states.pt", "zero_pp_rank_0_mp_rank_00_optim_states.pt"]
            .contains(where: has)
        {
            self = .deepSpeed
        } else {
            return nil
        }
    }

    /// Recognises a file by its beginning, and where that is a zip archive by its name; nil for any other one.
    init?(_ file: CheckpointFile) {
        let tarMembers = ["sys_info", "pickle", "storages", "tensors"]
        if file.has(Array("ustar".utf8), at: 257),
            tarMembers.contains(where: { file.has(Array(($0 + "\0").utf8), at: 0) })
        {
            self = .tar
        } else if file.path.hasSuffix(".distcp") || Self.isDistributedMetadata(file) {
            self = .distributed
        } else if let parts = Self.parts(file) {
            self = .index(parts)
        } else {
            return nil
        }
    }

    /// Whether this is the `.metadata` of a `torch.distributed.checkpoint`, a pickle that names a class of it.
    private static func isDistributedMetadata(_ file: CheckpointFile) -> Bool {
        guard file.has([0x80], at: 0) else { return false }
        let beginning = String(decoding: file.beginning(256), as: UTF8.self)
        return beginning.contains("torch.distributed.checkpoint")
    }

    private struct Index: Decodable {
        let weights: [String: String]

        enum CodingKeys: String, CodingKey { case weights = "weight_map" }
    }

    /// The files that an index names, each once.
    private static func parts(_ file: CheckpointFile) -> [String]? {
        let largestIndex = 16 << 20
        guard file.has([UInt8(ascii: "{")], at: 0), file.count <= largestIndex,
            let index = try? JSONDecoder().decode(Index.self, from: Data(file.beginning(largestIndex))),
            !index.weights.isEmpty
        else { return nil }
        return Set(index.weights.values).sorted()
    }
}
