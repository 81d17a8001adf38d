internal import CLinmil
internal import Command

// The functions of linmil.h, which describes them. `@implementation` lets the compiler compare the two.

/// Reads a checkpoint from a file.
@c @implementation
public func linmil_model_read(
    _ path: UnsafePointer<CChar>, _ count: Int32, _ options: UnsafePointer<UnsafePointer<CChar>>?,
    _ error: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
) -> OpaquePointer? {
    unsafe Texts.reporting(to: error) {
        unsafe Handles.pointer(
            to: try EmbeddedModel(
                readingFrom: CommandLineProgram.word(path), words: Texts.words(count, options)))
    }
}

/// Reads a checkpoint from the bytes of a safetensors file.
@c @implementation
public func linmil_model_read_bytes(
    _ name: UnsafePointer<CChar>, _ bytes: UnsafeRawPointer, _ byte_count: Int64, _ count: Int32,
    _ options: UnsafePointer<UnsafePointer<CChar>>?, _ error: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
) -> OpaquePointer? {
    unsafe Texts.reporting(to: error) {
        let copy = unsafe [UInt8](UnsafeRawBufferPointer(start: bytes, count: Int(byte_count)))
        return unsafe Handles.pointer(
            to: try EmbeddedModel(copy, name: CommandLineProgram.word(name), words: Texts.words(count, options)))
    }
}

/// Describes a model as JSON.
@c @implementation
public func linmil_model_facts(
    _ model: OpaquePointer, _ error: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
) -> UnsafeMutablePointer<CChar>? {
    unsafe Texts.reporting(to: error) {
        unsafe Texts.copied(try Handles.object(model, as: EmbeddedModel.self).facts())
    }
}

/// Frees a model.
@c @implementation
public func linmil_model_free(_ model: OpaquePointer) { unsafe Handles.free(model, as: EmbeddedModel.self) }
