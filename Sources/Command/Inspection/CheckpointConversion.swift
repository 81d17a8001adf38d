internal import Files
internal import LinMIL

/// Converts a Lin-MIL checkpoint to safetensors, with the model's configuration in its metadata.
///
/// The tensors keep their number formats, so the new file gives exactly the same scores. Other metadata is kept.
///
/// - Parameters:
///   - prefix: which model to convert if the checkpoint holds several.
///   - activation: the activation to store; if nil, the checkpoint's own, or else ReLU with a message.
///   - classNames: the classes' names to store; if nil, the checkpoint's own, or else `class 0`, `class 1` ...
func convertCheckpoint(
    _ path: String, prefix: String?, to target: String, activation: Activation?, classNames: [String]?
) throws {
    var file = try OutputFile(path: target)
    let checkpoint = try Checkpoint(readingFrom: path, prefix: prefix)
    let model = try Model(checkpoint, activation: activation, classNames: classNames)
    if let tensors = checkpoint.leftAside { Terminal.warn([tensors.description]) }
    let metadata = checkpoint.metadata.merging(model.metadata) { _, known in known }
    try checkpoint.writeSafetensors(metadata: metadata) { bytes in try file.write(bytes) }
    try file.commit()
    if activation == nil, checkpoint.metadata["activation"] == nil, model.metadata["activation"] != nil {
        Terminal.say(
            "\(path): does not record the activation that it was trained with, so "
                + "\(model.configuration.activation.rawValue) was stored; if that is wrong, convert again with "
                + "--activation")
    }
}
