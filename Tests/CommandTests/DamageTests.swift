import Foundation
import Reports
import Testing

/// Damaged files end no command: they cost themselves, and one sentence.
@Suite struct `Surviving damaged files` {
    let folder: ScratchFolder
    init() throws { folder = try ScratchFolder() }

    /// The limit is short, so that no test waits for long, and long enough for a busy machine.
    private static let stall = ["--stall-timeout", "2"]

    private func expectSentence(
        _ outcome: Command.Outcome, about file: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        #expect(outcome.status == 1 && !outcome.wasKilled, "\(outcome)", sourceLocation: sourceLocation)
        let sentences = outcome.errors.split(separator: "\n").filter { !$0.hasPrefix("linmil: warning: ") }
        #expect(sentences.count == 1 && sentences[0].hasPrefix("linmil: \(file): "), "\(outcome.errors)")
        #expect(try folder.names == [], sourceLocation: sourceLocation)
    }

    @Test func `there are damaged files`() { #expect(Fixtures.damaged.count == 13) }

    @Test(arguments: Fixtures.damaged) func `a damaged file is refused with a sentence`(file: String) async throws {
        let model = ["--model", Fixtures.model]
        let drawn = try await Command.run(["render", file, "-o", "map.png"] + model + Self.stall, in: folder)
        // Two of the files have features that can be read.
        if drawn.succeeded {
            try FileManager.default.removeItem(atPath: folder.path + "/map.png")
        } else {
            try expectSentence(drawn, about: file)
        }
        let scored = try await Command.run(["score", file, "-o", "scores.json"] + model + Self.stall, in: folder)
        if scored.succeeded {
            try FileManager.default.removeItem(atPath: folder.path + "/scores.json")
        } else {
            try expectSentence(scored, about: file)
        }
        let shown = try await Command.run(["inspect", file] + Self.stall, in: folder)
        if shown.succeeded {
            #expect(shown.output.hasPrefix("\(file): HDF5 file\n") && shown.errors.isEmpty)
        } else {
            try expectSentence(shown, about: file)
        }
    }

    @Test(arguments: Fixtures.damaged) func `damage is seen before a library crashes`(file: String) async throws {
        let outcome = try await Command.run(["inspect", file] + Self.stall, in: folder)
        try expectSentence(outcome, about: file)
        #expect(outcome.errors.contains(" is damaged or cut short ("), "\(outcome.errors)")
    }

    @Test func `good files keep their pages beside damaged ones`() async throws {
        let bad = Fixtures.damaged.filter { $0.contains("/cycle-") }
        let files = [Fixtures.slide, bad[0], Fixtures.model, bad[1], Fixtures.thumbnail]
        let outcome = try await Command.run(["inspect"] + files + Self.stall, in: folder)
        #expect(outcome.status == 1 && !outcome.wasKilled)
        for file in [Fixtures.slide, Fixtures.model, Fixtures.thumbnail] {
            #expect(outcome.output.components(separatedBy: "\(file): ").count == 2)
        }
        let sentences = outcome.errors.split(separator: "\n")
        #expect(sentences.count == 2 && zip(sentences, bad).allSatisfy { $0.hasPrefix("linmil: \($1): ") })

        let list = try await Command.run(["inspect", "--json"] + files + Self.stall, in: folder)
        #expect(
            try jsonList(list.output).map { $0["path"] as? String }
                == [Fixtures.slide, Fixtures.model, Fixtures.thumbnail])
    }

    @Test func `a damaged slide costs a cohort that slide alone`() async throws {
        let cohort = try Cohort()
        try cohort.makeSlides("good")
        for file in Fixtures.damaged {
            try cohort.copy(file, to: "features/\(URL(filePath: file).lastPathComponent)")
        }
        let outcome = try await cohort.run("--stall-timeout", "5", "--retries", "1")
        #expect(outcome.status == 1 && !outcome.wasKilled)
        #expect(try cohort.record("good").status == .done)
        let cycle = try cohort.record("cycle-chunks-gzip")
        #expect(cycle.reason?.hasPrefix("features/cycle-chunks-gzip.h5: ") == true)
        // The page lists them.
        let report = try await Command.run(["report", "out"], in: cohort.folder)
        #expect(report.succeeded)
    }

    // MARK: Faults on purpose

    /// Runs the command with a fault at a file.
    private func run(fault: String, _ line: String) async throws -> Command.Outcome {
        try await Command.shell("LINMIL_WORKER_FAULT='\(fault)' exec \"$linmil\" \(line)", in: folder)
    }

    @Test(arguments: [
        ("crash:", "a library crashed while it read this file (signal 6)"),
        ("hang:", "reading this file made no progress for 0.5 s"),
        ("hang:read ", "reading this file made no progress for 0.5 s"),
    ]) func `a reader that crashes or stalls is a sentence`(fault: String, words: String) async throws {
        let slide = Fixtures.slide
        for line in ["render '\(slide)' -o map.png", "score '\(slide)' --json"] {
            let outcome = try await run(
                fault: fault + slide, "\(line) --model '\(Fixtures.model)' --stall-timeout 0.5")
            try expectSentence(outcome, about: slide)
            #expect(outcome.errors.contains(words) && outcome.output.isEmpty)
        }
    }

    @Test func `a model that cannot be read to its end is named, though the slide is read meanwhile`() async throws {
        let (slide, model) = (Fixtures.slide, Fixtures.model)
        for line in ["render '\(slide)' -o map.png", "score '\(slide)' --json"] {
            let outcome = try await run(
                fault: "hang:weights " + model, "\(line) --model '\(model)' --stall-timeout 0.5")
            try expectSentence(outcome, about: model)
            #expect(outcome.errors.contains("reading this file made no progress for 0.5 s") && outcome.output.isEmpty)
        }
    }

    @Test func `threads that need the same value for the first time both get it`() async throws {
        let slide = Fixtures.slide
        for place in ["", "read "] {
            let outcome = try await run(
                fault: "contend:" + place + slide,
                "score '\(slide)' --model '\(Fixtures.model)' --json --quiet --stall-timeout 20")
            #expect(outcome.succeeded && outcome.errors.isEmpty, "\(outcome)")
        }
    }

    @Test func `opening a file takes no memory without end`() async throws {
        let slide = Fixtures.slide
        let outcome = try await run(
            fault: "memory:" + slide, "score '\(slide)' --model '\(Fixtures.model)' -o a.json --stall-timeout 60")
        try expectSentence(outcome, about: slide)
        #expect(outcome.errors.contains("opening this file took more than 2 GB of memory, as with some damaged files"))
    }

    @Test func `a picture that cannot be read costs a report that picture`() async throws {
        try #require(Fixtures.hasOpenSlide)
        try folder.gather(Fixtures.slidesFolder + "leica.scn")
        try folder.write(
            "slide_id,features,slide\nleica,\(Fixtures.folder)/layouts/leica.h5,leica.scn\n", to: "list.csv")
        _ = try await Command.run(["cohort", "list.csv", "--model", Fixtures.model, "-o", "out"], in: folder)
        let outcome = try await Command.run(["report", "out"], in: folder, fault: "crash:leica.scn")
        #expect(outcome.succeeded && outcome.errors.hasSuffix("out/report.html: 1 slides\n"))
        #expect(outcome.errors.contains("leica.scn: a library crashed while it read this file (signal 6)"))
    }

    @Test(arguments: [SIGKILL, SIGTERM, SIGINT]) func `the work ends with its parent`(signal: Int32) async throws {
        try FileManager.default.copyItem(atPath: Fixtures.slide, toPath: folder.path + "/slide.h5")
        let outcome = try await Command.run(
            ["render", "slide.h5", "--model", Fixtures.model, "-o", "map.png"], in: folder, interruptedBy: signal,
            fault: "hang:read slide.h5")
        #expect(outcome.wasKilled && outcome.status == signal)
        let end = ContinuousClock.now + .seconds(10)
        while ScratchFolder.isOpenAnywhere(folder.path), ContinuousClock.now < end {
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(!ScratchFolder.isOpenAnywhere(folder.path))
        #expect(try folder.names == ["slide.h5"])
    }
}
