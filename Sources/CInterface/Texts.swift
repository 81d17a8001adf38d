internal import Command
internal import Glibc

/// Texts that cross the C interface.
enum Texts {
    /// Returns a copy that the caller frees with `linmil_text_free`.
    static func copied(_ text: String) -> UnsafeMutablePointer<CChar> {
        guard let copy = unsafe strdup(text) else { fatalError("no memory for \(text.utf8.count) bytes of text") }
        return unsafe copy
    }

    /// Returns the words of an array of C strings.
    @unsafe static func words(_ count: Int32, _ start: UnsafePointer<UnsafePointer<CChar>>?) -> [String] {
        guard let start = unsafe start else { return [] }
        return (0..<Int(count)).map { unsafe CommandLineProgram.word(start[$0]) }
    }

    /// Returns what `body` returns; nil after an error, whose sentence goes to the caller.
    @unsafe static func reporting<Result>(
        to error: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>, _ body: () throws -> Result
    ) -> Result? {
        unsafe error.pointee = nil
        do { return try body() } catch is Cancellation { return nil } catch let failure {
            unsafe error.pointee = copied(EmbeddedFailure.sentence(for: failure))
            return nil
        }
    }
}

/// Objects that cross the C interface as pointers that the caller frees.
enum Handles {
    /// Returns a pointer that keeps an object alive.
    static func pointer(to object: some AnyObject) -> OpaquePointer {
        unsafe OpaquePointer(Unmanaged.passRetained(object).toOpaque())
    }

    /// Returns the object behind a pointer.
    @unsafe static func object<Object: AnyObject>(_ pointer: OpaquePointer, as _: Object.Type) -> Object {
        unsafe Unmanaged<Object>.fromOpaque(UnsafeRawPointer(pointer)).takeUnretainedValue()
    }

    /// Frees the object behind a pointer.
    @unsafe static func free<Object: AnyObject>(_ pointer: OpaquePointer, as _: Object.Type) {
        unsafe Unmanaged<Object>.fromOpaque(UnsafeRawPointer(pointer)).release()
    }
}
