internal import Files
internal import Glibc

/// The command `linmil` as a program.
public enum CommandLineProgram {
    /// Runs the command with the arguments of this process, and ends the process: with 0, 64 after wrong usage, or 1.
    public static func run() -> Never { unsafe run(count: CommandLine.argc, CommandLine.unsafeArgv) }

    /// Runs the command with the arguments of a program in another language, whose `main` was given them.
    ///
    /// - Parameters:
    ///   - count: the number of words; the first is the program's name.
    ///   - words: the words.
    @unsafe public static func run(count: Int32, _ words: UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Never {
        Linmil.run(
            (1..<max(1, Int(count))).compactMap { place in unsafe words[place].map { unsafe word(UnsafePointer($0)) } })
    }

    /// Returns a word as it is: `String(cString:)` would repair names that are not UTF-8.
    @unsafe package static func word(_ start: UnsafePointer<CChar>) -> String {
        unsafe PathText.text(
            of: UnsafeBufferPointer(start: start, count: strlen(start)).map { UInt8(bitPattern: $0) })
    }
}
