import Foundation
import Testing

/// Output that cannot be written, or that is interrupted.
@Suite struct `Whole or not at all` {
    let folder: ScratchFolder
    init() throws { folder = try ScratchFolder() }

    private static func unwritable(_ reason: String) -> String {
        "linmil: standard output: cannot be written (\(reason)), so the result is incomplete; "
            + "write it to another place\n"
    }

    // Only faults that stop root too: tests may run as root, for whom permissions do not count.
    @Test(arguments: [
        ("missing/overlay.png", ["missing is not a folder", "create the folder"]),
        ("a-file/overlay.png", ["a-file is not a folder"]),
        ("a-folder", ["it is a folder", "choose another output"]),
        ("/dev/full", ["No space left on device", "make room"]),
        ("/proc/overlay.png", ["cannot be written"]),
    ]) func `output that cannot be written is refused`(path: String, expected: [String]) async throws {
        try folder.makeFolder("a-folder")
        try folder.write("", to: "a-file")
        let outcome = try await Command.run(
            ["render", Fixtures.slide, "--model", Fixtures.model, "-o", path], in: folder)
        #expect(outcome.failed)
        #expect(outcome.errors.hasPrefix("linmil: \(path): ") && outcome.errors.count { $0 == "\n" } == 1)
        for words in expected { #expect(outcome.errors.contains(words)) }
        #expect(try folder.names == ["a-file", "a-folder"])
    }

    /// The work is done in a process whose standard error is hidden from libraries.
    @Test(arguments: ["/dev/stderr", "/dev/fd/2", "/proc/self/fd/2", "link.png", "/dev/fd/5"])
    func `a picture goes to an open stream`(path: String) async throws {
        let outcome = try await Command.shell(
            "ln -s /dev/stderr link.png; "
                + "exec \"$linmil\" render '\(Fixtures.slide)' --model '\(Fixtures.model)' -o \(path) --quiet 2> a.png 5> a5.png",
            in: folder)
        #expect(outcome.succeeded)
        let names = try folder.names
        #expect(names == ["a.png", "a5.png", "link.png"])
        let file = path == "/dev/fd/5" ? "a5.png" : "a.png"
        let bytes = try Data(contentsOf: URL(filePath: folder.path + "/" + file))
        #expect(bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) && bytes.count > 1000)
    }

    @Test(arguments: ["score --json", "score", "score -o -", "render --json -o overlay.png"])
    func `a full disk under standard output is an error`(command: String) async throws {
        var words = command.split(separator: " ")
        words.insert(contentsOf: ["'\(Fixtures.slide)'", "--model", "'\(Fixtures.model)'", "--quiet"], at: 1)
        if command == "score" { words.removeLast() }
        let outcome = try await Command.shell("\"$linmil\" \(words.joined(separator: " ")) > /dev/full", in: folder)
        #expect(outcome.failed)
        #expect(outcome.errors == Self.unwritable("No space left on device"))
    }

    @Test func `a reader that goes away does not cause a crash`() async throws {
        // SIGPIPE ends the command like any other. If a parent process ignores SIGPIPE, the write itself fails.
        let score = "\"$linmil\" score '\(Fixtures.sample("tumor-01"))' --model '\(Fixtures.sampleModel)' --json"
        let outcome = try await Command.shell("(sleep 0.5; \(score); echo $? >&2) | head -c 0", in: folder)
        #expect(["141\n", Self.unwritable("the reader has closed it") + "1\n"].contains(outcome.errors))
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGKILL])
    func `a run that is killed while it writes leaves the old picture intact`(signal: Int32) async throws {
        try folder.write("an older picture", to: "overlay.png")
        let outcome = try await Command.run(
            [
                "render", Fixtures.sample("tumor-01"), "--model", Fixtures.sampleModel, "--max-side", "16000",
                "-o", "overlay.png",
            ], in: folder, interruptedBy: signal)
        #expect(outcome.wasKilled && outcome.status == signal)
        #expect(try folder.names == ["overlay.png"])
        #expect(try folder.bytes(of: "overlay.png") == Array("an older picture".utf8))
    }
}
