internal import Files

internal import FoundationEssentials

/// What the safetensors format fixes, in one place for its reader and its writer.
///
/// A file is the header's length (8 bytes, little-endian), the header (a JSON object) and the tensors' bytes, which
/// follow each other without gap or overlap to the end of the file. See https://github.com/huggingface/safetensors.
enum Safetensors {
    /// The key of the header that holds free text by name in place of a tensor.
    static let metadataKey = "__metadata__"
    /// The number of bytes in front of the header.
    static let lengthSize = 8
    /// The length up to which a header is read: room for 100,000 tensors, and little memory.
    static let largestHeader = 16 << 20
    /// The number of dimensions up to which a tensor is read; it is PyTorch's limit.
    static let mostDimensions = 64
    /// The number formats by the format's names of them.
    static let elementTypes = Dictionary(
        uniqueKeysWithValues: Checkpoint.ElementType.allCases.map { (name(of: $0), $0) })

    /// The format's name of a number format.
    static func name(of type: Checkpoint.ElementType) -> String {
        switch type {
        case .float64: "F64"
        case .float32: "F32"
        case .float16: "F16"
        case .bfloat16: "BF16"
        case .int64: "I64"
        case .int32: "I32"
        case .int16: "I16"
        case .int8: "I8"
        case .uint64: "U64"
        case .uint32: "U32"
        case .uint16: "U16"
        case .uint8: "U8"
        case .bool: "BOOL"
        }
    }
}

/// The tensors and the metadata of a safetensors file.
struct SafetensorsContents: TensorSource {
    let metadata: [String: String]
    /// An index into the tensors for each name.
    private(set) var names: [String: Int] = [:]

    private var tensors: [Result<Checkpoint.Tensor, CheckpointError>] = []

    func tensor(
        _ index: Int, named name: String, elements: inout Int
    ) throws(CheckpointError) -> Checkpoint.Tensor {
        try tensors[index].get()
    }

    /// Reads the header, and checks that the tensors fill the file.
    init(_ file: CheckpointFile) throws(CheckpointError) {
        let header = try readHeader(file)
        metadata = header.contents.metadata
        let data = header.range.upperBound..<file.count
        var end = 0
        for (name, entry) in header.contents.tensors.sorted(by: { $0.value.isStored(before: $1.value) }) {
            names[name] = tensors.count
            tensors.append(try Self.tensor(name, entry, at: &end, in: data, of: file))
        }
        guard end == data.count else {
            throw file.damaged("its tensors end at byte \(end) of \(data.count)", expected: "them to fill the file")
        }
        guard !tensors.isEmpty else { throw .noStateDict(path: file.path, found: "no tensors") }
    }

    /// Makes a tensor of its entry, which begins where the one before has ended. A number format that is not read is an
    /// error of this tensor alone.
    private static func tensor(
        _ name: String, _ entry: SafetensorsHeader.Entry, at end: inout Int, in data: Range<Int>,
        of file: CheckpointFile
    ) throws(CheckpointError) -> Result<Checkpoint.Tensor, CheckpointError> {
        guard entry.shape.count <= Safetensors.mostDimensions, entry.offsets.count == 2 else {
            throw file.damaged(
                "tensor \(quoted(name)) has \(entry.shape.count) dimensions and \(entry.offsets.count) data_offsets",
                expected: "at most \(Safetensors.mostDimensions) dimensions and 2 data_offsets")
        }
        guard entry.offsets[0] == end else {
            throw file.damaged(
                "tensor \(quoted(name)) lies at bytes \(entry.offsets)",
                expected: "it to begin at byte \(end), where the tensor before it ends")
        }
        guard let type = Safetensors.elementTypes[entry.dtype] else {
            guard entry.offsets[1] >= end,
                file.range(at: data.lowerBound + end, count: entry.offsets[1] - end, in: data) != nil
            else {
                throw file.damaged(
                    "tensor \(quoted(name)) lies at bytes \(entry.offsets) of \(data.count)",
                    expected: "bytes inside the file")
            }
            end = entry.offsets[1]
            return .failure(.unknownElementType(path: file.path, tensor: name, type: entry.dtype))
        }
        guard let count = Checkpoint.Tensor.count(of: entry.shape),
            case let (size, overflow) = count.multipliedReportingOverflow(by: type.size), !overflow
        else {
            throw file.damaged("tensor \(quoted(name)) has shape \(entry.shape)", expected: "sizes that fit a file")
        }
        guard let range = file.range(at: data.lowerBound + end, count: size, in: data), entry.offsets[1] == end + size,
            let tensor = Checkpoint.Tensor(
                shape: entry.shape, elementType: type, storage: range, of: file)
        else {
            throw file.damaged(
                "tensor \(quoted(name)) lies at bytes \(entry.offsets) of \(data.count)",
                expected: "\(size) bytes for shape \(entry.shape) of \(entry.dtype)")
        }
        end += size
        return .success(tensor)
    }
}

private func readHeader(
    _ file: CheckpointFile
) throws(CheckpointError) -> (contents: SafetensorsHeader, range: Range<Int>) {
    guard let length = file.size(UInt64.self, at: 0), length <= Safetensors.largestHeader,
        let range = file.range(at: Safetensors.lengthSize, count: length)
    else {
        throw file.damaged(
            "its header claims \(file.integer(UInt64.self, at: 0) ?? 0) bytes of a file of \(file.count)",
            expected: "a header inside the file and of at most \(Safetensors.largestHeader) bytes")
    }
    do {
        // The decoder refuses nesting beyond 512 levels, and takes one of equal keys. The tensor that is lost with
        // a second one leaves a gap in the data, which the caller refuses.
        return (try JSONDecoder().decode(SafetensorsHeader.self, from: Data(file.bytes(range))), range)
    } catch {
        throw file.damaged(
            "its header cannot be decoded", expected: "a JSON object of dtype, shape and data_offsets by tensor name")
    }
}
