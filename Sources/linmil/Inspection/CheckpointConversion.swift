internal import Files
internal import LinMIL

/// Writes a Lin-MIL checkpoint of any kind as safetensors, with the model's configuration in its metadata.
///
/// The tensors keep their number formats, so that the file's scores are those of the original to the bit; other metadata
/// of the original is kept.
///
/// - Parameters:
///   - prefix: which model to convert where the checkpoint holds several.
///   - activation: what to record; nil for what the checkpoint records, else ReLU, which is said.
func convertCheckpoint(_ path: String, prefix: String?, to target: String, activation: Activation?) throws {
    var file = try OutputFile(path: target)
    let checkpoint = try Checkpoint(readingFrom: path, prefix: prefix)
    let model = try Model(checkpoint, activation: activation)
    if let tensors = checkpoint.leftAside { Terminal.warn([tensors.description]) }
    let metadata = checkpoint.metadata.merging(model.metadata) { _, known in known }
    try checkpoint.writeSafetensors(metadata: metadata) { bytes in try file.write(bytes) }
    try file.commit()
    if activation == nil, checkpoint.metadata["activation"] == nil, model.metadata["activation"] != nil {
        Terminal.say(
            "\(path): does not say which activation it was trained with, \(model.configuration.activation.rawValue) was "
                + "recorded; if it was another, convert again with --activation")
    }
}
