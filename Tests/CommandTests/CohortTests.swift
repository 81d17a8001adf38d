import Foundation
import Heatmaps
import Images
import Rendering
import Reports
import Results
import Testing

/// Many slides without supervision: which are found, which run again, and what a failure does not stop.
@Suite struct `Running a cohort` {
    let cohort: Cohort
    init() throws { cohort = try Cohort() }

    // MARK: Results

    @Test func `a cohort writes the same files as render and score`() async throws {
        try cohort.makeSlides("a", "b")
        try cohort.copy(Fixtures.thumbnail, to: "thumbs/a.png")
        let outcome = try await cohort.run("--thumbnails", "thumbs")
        #expect(outcome.succeeded)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.contains("thumbs: has no thumbnail for 1 of 2 slides, such as 'b'"))
        #expect(cohort.files.isSuperset(of: ["out/overlays/a.png", "out/scores/b.json", "out/records/a.json"]))

        let folder = cohort.folder
        _ = try await Command.run(
            ["score", "features/a.h5", "--model", Fixtures.model, "-o", "one.json"], in: folder)
        #expect(try folder.bytes(of: "one.json") == folder.bytes(of: "out/scores/a.json"))
        _ = try await Command.run(
            ["render", "features/a.h5", "--model", Fixtures.model, "--thumbnail", "thumbs/a.png", "-o", "one.png"],
            in: folder)
        #expect(
            try Image(contentsOf: folder.path + "/one.png") == Image(contentsOf: folder.path + "/out/overlays/a.png"))

        let table = try cohort.table()
        #expect(table.map { $0[0] } == ["slide_id", "a", "b"] && table[1][1...2] == ["done", "64"])
        // The two differ only in name and picture.
        let place = try #require(table[0].firstIndex(of: "picture"))
        #expect(table[1...2].map { $0[place] } == ["thumbnail", "missing"])
        #expect(table[1][1..<place] == table[2][1..<place] && table[1][(place + 1)...] == table[2][(place + 1)...])
        #expect(try cohort.text("out/cohort.json").contains("\"done\":2"))
    }

    @Test func `JSON has one line for each slide`() async throws {
        try cohort.makeSlides("a", "b")
        try cohort.folder.write("no features", to: "features/c.h5")
        let outcome = try await cohort.run("--json", "--quiet")
        #expect(outcome.status == 1)
        struct Line: Decodable {
            let slide: String
            let status: String
            let reason: String?
        }
        let lines = try outcome.output.split(separator: "\n").map {
            try JSONDecoder().decode(Line.self, from: Data($0.utf8))
        }
        #expect(lines.sorted { $0.slide < $1.slide }.map(\.status) == ["done", "done", "failed"])
        #expect(lines.first { $0.slide == "c" }?.reason?.hasPrefix("features/c.h5: ") == true)
        #expect(
            outcome.errors
                == "linmil: out: 1 of 3 slides failed, and cohort.csv gives the reasons; run the same command "
                + "again to retry only these\n")
    }

    // MARK: Finding

    @Test(arguments: ["h5_files", "features_uni", "20x_256px_0px_overlap/features_uni_v2"])
    func `the folders of CLAM and TRIDENT are recognised`(layout: String) async throws {
        try cohort.copy(Fixtures.slide, to: "job/\(layout)/a.b.h5")
        #expect(try await cohort.run(of: "job").succeeded)
        #expect(try cohort.record("a.b").slide == "a.b")
    }

    @Test func `two kinds of features are not mixed`() async throws {
        try cohort.copy(Fixtures.slide, to: "job/20x/features_uni/a.h5")
        try cohort.copy(Fixtures.slide, to: "job/20x/features_conch/a.h5")
        let outcome = try await cohort.run(of: "job")
        #expect(outcome.failed)
        #expect(outcome.errors.contains("20x/features_conch, 20x/features_uni"))
    }

    @Test func `a list gives files, labels and options`() async throws {
        try cohort.copy(Fixtures.slide, to: "lists/deep/one.h5")
        try cohort.copy(Fixtures.slide, to: "lists/two.h5")
        try cohort.copy(Fixtures.thumbnail, to: "lists/one.png")
        try cohort.folder.write(
            "\u{FEFF}slide_id,features,thumbnail,label,site,alpha,max_side\r\n"
                + "\"say \"\"one\"\", twice\",deep/one.h5,one.png,\"a, b\",x,0.25,\r\n\r\ntwo,,,=1+1,y,,40\r\n",
            to: "lists/list.csv")
        let outcome = try await cohort.run(of: "lists/list.csv")
        #expect(outcome.succeeded)
        #expect(
            outcome.errors.hasPrefix(
                "linmil: lists/list.csv: these columns are kept in cohort.csv, and change nothing: site\n"))
        let one = try cohort.record("say %22one%22%2C twice")
        #expect(one.label == "a, b" && one.settings?.alpha == 0.25 && one.picture?.thumbnail?.name == "one.png")
        #expect(one.pictureInputs.map(\.path) == ["lists/one.png"])
        let two = try cohort.record("two")
        #expect(two.settings?.alpha == nil && max(two.picture?.width ?? 0, two.picture?.height ?? 0) == 40)
        let table = try cohort.text("out/cohort.csv")
        #expect(table.contains("\r\n\"say \"\"one\"\", twice\",done,64,") && table.contains(",'=1+1,"))
    }

    /// Lists as CLAM, STAMP and spreadsheets of Europe write them: https://github.com/KatherLab/STAMP/issues/21,
    /// https://github.com/mahmoodlab/CLAM/issues/222, https://github.com/BodenmillerGroup/steinbock/issues/28.
    @Test(arguments: [
        "PATIENT,slide_id\np1,a.h5\np2,b.h5\n", "slide_id,process\na.svs,0\nb.SVS,0\n",
        "slide_id\na.ome.tif\nb.ndpi\n", "slide_id;features\r\na;a.h5\r\nb;b.h5\r\n",
        "slide_id\tfeatures\na\ta.h5\nb\tb.h5\n", "slide_id;label\na;\"x;y\"\nb;\n",
        "slide_id,features,label\na,a.h5,5\" core\nb,b.h5,\"6\"\" core\"\n", "slide_id,label\na,x\"y\nb,z\n",
        "slide_id,features\na,.\\a.h5\nb,sub\\..\\b.h5\n",
    ]) func `lists of other programs name the same slides`(text: String) async throws {
        for name in ["a", "b"] { try cohort.copy(Fixtures.slide, to: "f/\(name).h5") }
        try cohort.folder.makeFolder("f/sub")
        try cohort.folder.write(text, to: "f/list.csv")
        let outcome = try await cohort.run(of: "f/list.csv")
        #expect(outcome.succeeded && Cohort.done(outcome) == ["a", "b"], "\(outcome.errors)")
        if text.contains("5\" core") {
            #expect(try cohort.record("a").label == "5\" core" && cohort.record("b").label == "6\" core")
        }
    }

    @Test func `a file whose name ends like a slide's or holds a backslash comes first`() async throws {
        try cohort.copy(Fixtures.slide, to: "a.svs.h5")
        try cohort.copy(Fixtures.slide, to: "x\\b.h5")
        try cohort.folder.write("slide_id,features\na.svs,\nb,x\\b.h5\n", to: "list.csv")
        let outcome = try await cohort.run(of: "list.csv")
        #expect(outcome.succeeded && Cohort.done(outcome) == ["a.svs", "b"], "\(outcome.errors)")
    }

    /// https://github.com/CellProfiler/CellProfiler/issues/1385
    @Test(arguments: ["C:\\data\\a.h5", "d:/data/a.h5", "\\\\nas\\share\\a.h5"])
    func `a path of Windows is said to be one`(path: String) async throws {
        try cohort.copy(Fixtures.slide, to: "b.h5")
        try cohort.folder.write("slide_id,features\na,\(path)\nb,b.h5\n", to: "list.csv")
        let outcome = try await cohort.run(of: "list.csv")
        #expect(outcome.failed && Cohort.done(outcome) == ["b"])
        #expect(try cohort.record("a").reason?.hasPrefix("\(path): this is a path of Windows") == true)
    }

    @Test func `labels that are no class of the model are a warning`() async throws {
        try cohort.copy(Fixtures.slide, to: "a.h5")
        for (label, isKnown) in [("lung", false), ("1.0", true), ("class 1", true)] {
            try cohort.folder.write("slide_id,label\na,\(label)\n", to: "list.csv")
            let outcome = try await cohort.run(of: "list.csv")
            #expect(outcome.errors.contains("no label is one of the model's classes") == !isKnown, "\(outcome.errors)")
        }
    }

    @Test(arguments: ["a,", "a,one", "\"a\",\"\"", "a,\n\n", "a,\r\n"])
    func `the last line of a list may lack its line end`(line: String) async throws {
        try cohort.copy(Fixtures.slide, to: "a.h5")
        try cohort.folder.write("slide_id,label\n" + line, to: "list.csv")
        let outcome = try await cohort.run(of: "list.csv")
        #expect(outcome.succeeded && Cohort.done(outcome) == ["a"], "\(outcome.errors)")
    }

    @Test(arguments: [
        ("id\na\n", "no column slide_id"), ("slide_id,label\na\n", "1 cells in row 2, expected 2"),
        ("slide_id,label\na,b,c\n", "3 cells in row 2, expected 2"), ("slide_id,label\n,b\n", "no slide_id in row 2"),
        ("slide_id\na\nb\na\n", "two slides are called 'a'"), ("slide_id\n", "contains no features"), ("", "list"),
        ("slide_id,slide_id\na,b\n", "two columns 'slide_id'"), ("slide_id\n\"a\n", "list.csv: "),
        ("slide_id,range\na,0 1\n", "--scale cohort"),
    ]) func `an invalid list is refused`(text: String, words: String) async throws {
        try cohort.folder.write(text, to: "list.csv")
        let outcome = try await cohort.run("--scale", "cohort", of: "list.csv")
        #expect(!outcome.succeeded && !outcome.wasKilled && outcome.output.isEmpty)
        #expect(outcome.errors.contains(words))
    }

    @Test func `a slide's name cannot lead out of the folder`() async throws {
        let names = [
            "../../etc/passwd", "a/b", "=cmd|' /C calc'!A0", "<script>alert(1)</script>", "\u{1F52C}", ".", "..",
            String(repeating: "x", count: 300), String(repeating: "x", count: 299) + "y", "--output", "a\tb", "CON",
            "%2E",
        ]
        try cohort.copy(Fixtures.slide, to: "slide.h5")
        let rows = names.map { "\"\($0)\",slide.h5\n" }
        try cohort.folder.write("slide_id,features\n" + rows.joined(), to: "list.csv")
        let before = cohort.files
        #expect(try await cohort.run("--quiet", of: "list.csv").succeeded)
        let made = cohort.files.subtracting(before)
        #expect(made.allSatisfy { $0 == "out" || $0.hasPrefix("out/") })
        #expect(made.count { $0.hasPrefix("out/overlays/") } == names.count)
        #expect(made.allSatisfy { $0.split(separator: "/").count <= 3 })
        #expect(try cohort.record("%2E.%2F..%2Fetc%2Fpasswd").slide == "../../etc/passwd")
        #expect(try cohort.text("out/cohort.csv").contains("\r\n'=cmd|' /C calc'!A0,done,"))
    }

    @Test func `a cell of a list is never taken as an option`() async throws {
        try cohort.copy(Fixtures.slide, to: "a.h5")
        try cohort.folder.write(
            "slide_id,features,colormap\na,--output=evil.png,\nb,a.h5,--output=evil.png\nc,a.h5,viridis\n",
            to: "list.csv")
        let outcome = try await cohort.run(of: "list.csv")
        #expect(outcome.status == 1 && Cohort.done(outcome) == ["c"])
        #expect(!cohort.files.contains("evil.png"))
    }

    // MARK: Failures

    @Test func `bad slides do not stop the good ones`() async throws {
        try cohort.makeSlides("good-1", "good-2", "good-3")
        let faults = Fixtures.faults.filter { $0.hasPrefix("slide-") }
        for fault in faults {
            try cohort.copy("\(Fixtures.folder)/faults/\(fault)/slide.h5", to: "features/\(fault).h5")
        }
        let outcome = try await cohort.run("--activation", "ReLU")
        #expect(outcome.failed)
        #expect(Cohort.done(outcome) == ["good-1", "good-2", "good-3"])
        for fault in faults {
            let record = try cohort.record(fault)
            #expect(record.status == .failed && record.reason?.hasPrefix("features/\(fault).h5: ") == true)
            let words = try String(contentsOfFile: "\(Fixtures.folder)/faults/\(fault)/expected.txt", encoding: .utf8)
            for line in words.split(separator: "\n") {
                // In a cohort, the advice names a column instead of the option.
                let words = line == "--coords" ? "column 'coords' of a list" : String(line)
                #expect(record.reason?.contains(words) == true)
            }
        }
        let again = try await cohort.run("--activation", "ReLU")
        #expect(again.errors.hasPrefix("3 of \(3 + faults.count) slides are done already\n"))
    }

    @Test func `a damaged file does not crash a worker`() async throws {
        let cases = URL(filePath: Fixtures.folder + "/../../SlidesTests/Fixtures/cases").standardized.path
        var count = 0
        for name in try FileManager.default.contentsOfDirectory(atPath: cases) {
            guard FileManager.default.fileExists(atPath: "\(cases)/\(name)/slide.h5") else { continue }
            try cohort.copy("\(cases)/\(name)/slide.h5", to: "features/\(name).h5")
            count += 1
        }
        #expect(count > 80)
        _ = try await cohort.run("--quiet")
        let table = try cohort.text("out/cohort.csv")
        #expect(table.components(separatedBy: "\r\n").count >= count + 2)
        #expect(!table.contains("the worker"))
    }

    @Test func `a worker that crashes or takes too much memory only fails its slide`() async throws {
        try cohort.makeSlides("a", "b", "c")
        let outcome = try await cohort.run(faults: "crash:a,memory:b", "--memory 600M")
        #expect(outcome.failed)
        let words = "the worker crashed (signal 6), which a damaged file can cause"
        #expect(try cohort.record("a").reason == "a: \(words)")
        #expect(try cohort.record("b").reason?.hasSuffix(" more than the 600 MB that --memory allows") == true)
        #expect(try cohort.record("c").status == .done)
        #expect(Cohort.done(try await cohort.run()) == ["a", "b"])
    }

    @Test func `a worker that hangs only fails its slide`() async throws {
        try cohort.makeSlides("a")
        #expect(try await cohort.run().succeeded)
        try cohort.makeSlides("b")
        let outcome = try await cohort.run(faults: "hang:b", "--timeout 0.5 --retries 1")
        #expect(outcome.failed)
        #expect(try cohort.record("b").reason == "b: it took longer than the 0.5 s that --timeout allows")
        #expect(Cohort.done(try await cohort.run()) == ["b"])
    }

    @Test func `an output folder that cannot be written is refused`() async throws {
        try cohort.makeSlides("a")
        try cohort.folder.write("", to: "out")
        let outcome = try await cohort.run()
        #expect(outcome.failed)
        #expect(outcome.errors == "linmil: out: cannot be used (it is not a folder); choose another output folder\n")
    }

    @Test func `a run stops if records cannot be written`() async throws {
        try cohort.makeSlides("a")
        try cohort.folder.makeFolder("out")
        try cohort.folder.makeFolder("out/records")
        try cohort.folder.makeFolder("out/records/a.json")
        let outcome = try await cohort.run("--quiet")
        #expect(outcome.failed)
        #expect(outcome.errors.hasPrefix("linmil: out/records/a.json: cannot be written (it is a folder); "))
        #expect(outcome.errors.hasSuffix("run the same command again to continue\n"))
    }

    // MARK: Resuming

    @Test func `a second run only does what is missing or changed`() async throws {
        try cohort.makeSlides("a", "b", "c")
        try cohort.copy(Fixtures.thumbnail, to: "thumbs/a.png")
        func run(_ options: String...) async throws -> [String] {
            Cohort.done(
                try await Command.run(
                    ["cohort", "features", "--model", "model.pt", "--thumbnails", "thumbs", "-o", "out"] + options,
                    in: cohort.folder))
        }
        try cohort.copy(Fixtures.model, to: "model.pt")
        #expect(try await run() == ["a", "b", "c"])
        let (first, scored) = (try cohort.results(), try cohort.modified("out/scores/a.json"))
        #expect(try await run() == [])
        #expect(try await run("--force") == ["a", "b", "c"])
        #expect(try cohort.results() == first)

        try FileManager.default.removeItem(atPath: cohort.folder.path + "/out/overlays/b.png")
        #expect(try await run() == ["b"])
        try cohort.copy(Fixtures.small("blocks-f4.h5"), to: "features/c.h5")
        #expect(try await run() == ["c"])
        let forced = try cohort.modified("out/scores/a.json")
        #expect(forced > scored)
        try cohort.copy(cohort.folder.path + "/out/overlays/a.png", to: "thumbs/a.png")
        #expect(try await run() == ["a"])
        #expect(try await run("--max-side", "50") == ["a", "b", "c"])
        #expect(try await run("--max-side", "50") == [])
        // Only the pictures were drawn again.
        #expect(try cohort.modified("out/scores/a.json") == forced)
        try cohort.copy(Fixtures.model, to: "model.pt")
        #expect(try await run("--max-side", "50") == [])
        try cohort.copy(Fixtures.small("mean.safetensors"), to: "model.pt")
        #expect(try await run("--max-side", "50", "--score", "attn") == ["a", "b", "c"])
    }

    @Test func `a changed label does not run the slide again`() async throws {
        try cohort.copy(Fixtures.slide, to: "a.h5")
        for label in ["one", "two"] {
            try cohort.folder.write("slide_id,label\na,\(label)\n", to: "list.csv")
            #expect(Cohort.done(try await cohort.run(of: "list.csv")) == (label == "one" ? ["a"] : []))
            #expect(try cohort.record("a").label == label)
        }
        #expect(try cohort.text("out/cohort.csv").contains(",two,"))
    }

    @Test func `two runs at once write the same files as one`() async throws {
        try cohort.makeSlides("a", "b", "c", "d")
        async let one = cohort.run("--quiet")
        async let two = cohort.run("--quiet")
        #expect(try await one.succeeded)
        #expect(try await two.succeeded)
        let (results, table) = (try cohort.results(), try cohort.table())
        try FileManager.default.moveItem(atPath: cohort.folder.path + "/out", toPath: cohort.folder.path + "/both")
        #expect(try await cohort.run("--quiet").succeeded)
        #expect(try cohort.results() == results)
        #expect(try cohort.table() == table)
    }

    @Test func `a picture that is drawn again uses the found thumbnail`() async throws {
        let files = Fixtures.folder + "/layouts/trident/"
        for name in [
            "20x_320px_64px_overlap/features_uni_v1/small.h5", "20x_320px_64px_overlap/patches/small_patches.h5",
            "thumbnails/small.png",
        ] {
            try cohort.copy(files + name, to: "job/" + name)
        }
        #expect(try await cohort.run(of: "job").succeeded)
        let first = try Image(contentsOf: cohort.folder.path + "/out/overlays/small.png")
        #expect(try await cohort.run("--colormap", "viridis", of: "job").succeeded)
        #expect(try cohort.record("small").pictureInputs.map(\.path) == ["job/thumbnails/small.png"])
        #expect(try cohort.record("small").picture?.thumbnail?.name == "small.png")
        #expect(try await cohort.run(of: "job").succeeded)
        #expect(try Image(contentsOf: cohort.folder.path + "/out/overlays/small.png") == first)
        try cohort.copy(Fixtures.thumbnail, to: "job/thumbnails/small.png")
        #expect(Cohort.done(try await cohort.run(of: "job")) == ["small"])
        // A coordinates file that was found is an input, just like one that was given.
        #expect(Cohort.done(try await cohort.run(of: "job")) == [])
        let patches = "job/20x_320px_64px_overlap/patches/small_patches.h5"
        try cohort.copy(files + patches.dropFirst(4), to: patches)
        #expect(Cohort.done(try await cohort.run(of: "job")) == ["small"])
    }

    @Test func `a slide that fails loses the files of an earlier success`() async throws {
        try cohort.makeSlides("a", "b")
        #expect(try await cohort.run().succeeded)
        try cohort.folder.write("", to: "features/b.h5")
        #expect(try await cohort.run().failed)
        #expect(try cohort.record("b").status == .failed)
        for folder in ["overlays", "scores"] {
            let names = try FileManager.default.contentsOfDirectory(atPath: "\(cohort.folder.path)/out/\(folder)")
            #expect(names.map { $0.prefix(1) } == ["a"], "\(folder)")
        }
    }

    // MARK: Parts and ranges

    @Test func `shards write the same files as one run`() async throws {
        try cohort.makeSlides("a", "b", "c")
        try cohort.folder.write("", to: "features/d.h5")
        async let one = cohort.run("--shard", "1/2")
        async let two = cohort.run("--shard", "2/2")
        #expect(try await Cohort.done(one) == ["a", "c"])
        #expect(try await Cohort.done(two) == ["b"])
        let merged = try await Command.run(["cohort", "--merge", "out"], in: cohort.folder)
        #expect(merged.failed && merged.errors.hasPrefix("out/cohort.csv: 4 slides\n"))
        let (results, table, provenance) = (
            try cohort.results(), try cohort.table(), try cohort.text("out/cohort.json")
        )
        try FileManager.default.removeItem(atPath: cohort.folder.path + "/out")
        #expect(try await cohort.run().failed)
        #expect(try cohort.results() == results)
        #expect(try cohort.table() == table)
        #expect(try cohort.text("out/cohort.json") == provenance)
    }

    @Test func `only the folder of a cohort can be merged`() async throws {
        let outcome = try await Command.run(["cohort", "--merge", "none"], in: cohort.folder)
        #expect(outcome.failed && outcome.errors.hasPrefix("linmil: none: has no records of slides"))
        #expect(try cohort.folder.names == [])
    }

    @Test func `more slides change the common range, and all are drawn again`() async throws {
        try cohort.copy(Fixtures.sample("normal-01"), to: "features/a.h5")
        try cohort.copy(Fixtures.sample("normal-01"), to: "features/b.h5")
        func run(_ options: String...) async throws -> Command.Outcome {
            try await Command.run(
                ["cohort", "features", "--model", Fixtures.sampleModel, "--scale", "cohort", "-o", "out"] + options,
                in: cohort.folder)
        }
        #expect(Cohort.done(try await run()) == ["a", "a", "b", "b"])
        let first = try #require(try cohort.record("a").picture?.range)
        #expect(try cohort.record("b").picture?.range == first)
        #expect(Cohort.done(try await run()) == [])

        try cohort.copy(Fixtures.sample("tumor-02"), to: "features/c.h5")
        // A single shard does not know the range.
        let part = try await run("--shard", "2/3")
        #expect(Cohort.done(part) == [] && part.errors.contains("1 slides have no scores yet"))
        let outcome = try await run()
        #expect(Cohort.done(outcome) == ["a", "b", "c", "c"])
        #expect(outcome.errors.contains("\n2 pictures are out of date and are drawn again\n"))
        let second = try #require(try cohort.record("a").picture?.range)
        #expect(second != first)
        #expect(try cohort.text("out/cohort.csv").contains(",\(second.high),"))
    }
}

extension Cohort {
    /// The modification time of a file, in seconds.
    func modified(_ name: String) throws -> Double {
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/" + name)
        return try #require(attributes[.modificationDate] as? Date).timeIntervalSince1970
    }
}
