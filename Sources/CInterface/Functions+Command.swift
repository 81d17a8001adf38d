internal import CLinmil
internal import Command
internal import Glibc
internal import Results

// The functions of linmil.h, which describes them. `@implementation` lets the compiler compare the two.

/// Returns the version of linmil.
@c @implementation
public func linmil_version() -> UnsafePointer<CChar> { unsafe UnsafePointer(version) }

/// Runs the command and ends the process.
@c @implementation
public func linmil_main(_ argc: Int32, _ argv: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) {
    unsafe CommandLineProgram.run(count: argc, argv)
}

/// Frees a text.
@c @implementation
public func linmil_text_free(_ text: UnsafeMutablePointer<CChar>?) { unsafe free(text) }

/// The version, which nobody frees.
private nonisolated(unsafe) let version = unsafe Texts.copied(SlideResult.currentVersion)
