/// The command `linmil` as a program.
public enum CommandLineProgram {
    /// Runs the command with the arguments of this process, and ends the process: with 0, 64 after wrong usage, or 1.
    public static func run() {
        Linmil.main()
    }
}
