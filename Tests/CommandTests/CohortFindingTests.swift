import Foundation
import Heatmaps
import Rendering
import Reports
import Results
import Testing

/// Which files belong to a slide, in the folders that people have.
@Suite struct `Finding the slides of a cohort` {
    let cohort: Cohort
    init() throws { cohort = try Cohort() }

    private static let leica = Fixtures.slidesFolder + "leica.scn"
    private static let leicaTiles = Fixtures.folder + "/layouts/leica.h5"

    // MARK: Features

    @Test(arguments: ["h5", "H5", "hdf5", "HDF5", "he5", "hdf", "Hdf5"])
    func `features may have any ending of HDF5`(ending: String) async throws {
        try cohort.copy(Fixtures.slide, to: "features/a.b.\(ending)")
        #expect(try await cohort.run().succeeded)
        #expect(try cohort.record("a.b").status == .done)
    }

    /// slideflow: https://github.com/slideflow/slideflow/issues/431
    @Test(arguments: [
        ("layouts/clam", "features/pt_files/small.pt patches/small.h5", "small.pt"),
        ("layouts/clam", "features/pt_files/small.pt features/h5_files/small.h5", "small.h5"),
        ("layouts/slideflow", "small.pt small.index.npz bags_config.json", "small.pt"),
    ]) func `tensors are features where there is no HDF5 file`(layout: String, files: String, used: String) async throws
    {
        for name in files.split(separator: " ") {
            try cohort.copy("\(Fixtures.folder)/\(layout)/\(name)", to: "job/\(name)")
        }
        let outcome = try await cohort.run("--tile-size", "256", "--mpp", "0.25", of: "job")
        #expect(outcome.succeeded && Cohort.done(outcome) == ["small"], "\(outcome.errors)")
        #expect(try cohort.record("small").picture?.features.name == used)
    }

    @Test func `a coordinates file may have the ending of the features`() async throws {
        let clam = Fixtures.folder + "/layouts/clam/"
        try cohort.copy(clam + "features/h5_files/small.h5", to: "job/features/h5_files/small.HDF5")
        try cohort.copy(clam + "patches/small.h5", to: "job/patches/small.HDF5")
        #expect(try await cohort.run(of: "job").succeeded)
        #expect(try cohort.record("small").inputs.map(\.path).last == "job/patches/small.HDF5")
    }

    @Test func `of two features files of one slide one is used, and both are named`() async throws {
        try cohort.makeSlides("a", "b")
        try cohort.copy(Fixtures.slide, to: "features/a.hdf5")
        let outcome = try await cohort.run()
        #expect(outcome.succeeded && Cohort.done(outcome) == ["a", "b"])
        #expect(
            outcome.errors.hasPrefix(
                "linmil: warning: features: 1 slide has more than one file: a.h5 is used, not a.hdf5\n"))
        #expect(try cohort.record("a").basis?.sources.features == "features/a.h5")
    }

    /// CLAM's folders: https://github.com/mahmoodlab/CLAM/issues/112
    @Test(arguments: ["results", "results/clam", "results/clam/features"])
    func `CLAM's folder is found from above`(path: String) async throws {
        try cohort.copy(Fixtures.slide, to: "results/clam/features/h5_files/a.h5")
        try cohort.copy(Fixtures.model, to: "results/clam/features/pt_files/a.pt")
        try cohort.copy(Fixtures.slide, to: "results/clam/patches/a.h5")
        for name in ["masks/a.jpg", "stitches/a.jpg"] {
            try cohort.copy(Fixtures.thumbnail, to: "results/clam/" + name)
        }
        try cohort.folder.write("slide_id,status\na.svs,processed\n", to: "results/clam/process_list_autogen.csv")
        let outcome = try await cohort.run(of: path)
        #expect(outcome.succeeded && Cohort.done(outcome) == ["a"], "\(outcome.errors)")
        let list = try await cohort.run(
            "--features", path, "--force", of: "results/clam/process_list_autogen.csv")
        #expect(list.succeeded && Cohort.done(list) == ["a"], "\(list.errors)")
    }

    @Test func `a list names slides of a folder`() async throws {
        for name in ["a", "b", "c"] { try cohort.copy(Fixtures.slide, to: "job/20x/features_uni/\(name).h5") }
        try cohort.folder.makeFolder("lists")
        try cohort.folder.write("slide_id,features\na,\nb.svs,\nx,c.h5\n", to: "lists/list.csv")
        let outcome = try await cohort.run("--features", "job/", of: "lists/list.csv")
        #expect(outcome.succeeded && Cohort.done(outcome) == ["a", "b", "x"], "\(outcome.errors)")
        #expect(try cohort.record("x").basis?.sources.features == "job/20x/features_uni/c.h5")
    }

    @Test func `a slide of a list that the folder does not have fails alone`() async throws {
        try cohort.makeSlides("a")
        try cohort.folder.write("slide_id\na\nb.svs\n", to: "list.csv")
        let outcome = try await cohort.run("--features", "features", of: "list.csv")
        #expect(outcome.failed && Cohort.done(outcome) == ["a"])
        #expect(try cohort.record("b").reason?.hasPrefix("features/b.h5: there is no such file") == true)
    }

    @Test func `a folder of features in place of a list takes no other`() async throws {
        try cohort.makeSlides("a")
        let outcome = try await cohort.run("--features", "features")
        #expect(outcome.failed && outcome.errors.contains("give one of them, or a list of slides"))
        let missing = try await cohort.run("--features", "none", of: "features/a.h5")
        #expect(missing.failed && missing.errors.hasPrefix("linmil: none: cannot be read as a folder"))
        #expect(!cohort.files.contains("out"))
    }

    // MARK: Slides

    /// Files that QuPath, TRIDENT's users and viewers keep beside slides:
    /// https://github.com/mahmoodlab/TRIDENT/issues/116, https://github.com/Bayer-Group/paquo/issues/104,
    /// https://github.com/mahmoodlab/TRIDENT/pull/188
    @Test(
        .enabled(if: Fixtures.hasOpenSlide, "libopenslide0 is not installed: slides cannot be opened"),
        arguments: [
            ["a.scn", "a.geojson"], ["a.tif", "a.jpg"], ["a.ome.tiff"], ["a.OME.TIF", "a.vsi", "a.json"],
            ["a.tiff", "a.qpdata", "a.h5", "a.csv"], ["a.image", "a.geojson"],
        ]) func `the file that OpenSlide opens is the slide`(files: [String]) async throws
    {
        try cohort.copy(Self.leicaTiles, to: "features/a.h5")
        try cohort.copy(Self.leica, to: "slides/" + files[0])
        for name in files.dropFirst() { try cohort.folder.write("II*\0\u{8}\0\0\0\0\0\0\0", to: "slides/" + name) }
        let outcome = try await cohort.run("--slides", "slides")
        #expect(outcome.succeeded && !outcome.errors.contains("warning"), "\(outcome.errors)")
        #expect(try cohort.record("a").picture?.wholeSlide?.name == files[0])
    }

    @Test(.enabled(if: Fixtures.hasOpenSlide, "libopenslide0 is not installed: slides cannot be opened"))
    func `two slides of one name are named, and must have one size`() async throws {
        try cohort.copy(Self.leicaTiles, to: "features/a.h5")
        try cohort.copy(Self.leica, to: "slides/a.scn")
        try cohort.copy(Self.leica, to: "slides/a.tiff")
        let words = "slides: 1 slide has more than one file: a.scn is used, not a.tiff"
        let outcome = try await cohort.run("--slides", "slides/")
        #expect(outcome.succeeded && outcome.errors.contains("linmil: warning: \(words)\n"), "\(outcome.errors)")
        #expect(try cohort.record("a").allWarnings.contains(words))

        try cohort.copy(Fixtures.slidesFolder + "aperio.svs", to: "slides/a.svs")
        let failed = try await cohort.run("--slides", "slides/")
        #expect(failed.failed)
        let reason = try #require(try cohort.record("a").reason)
        let start = "slides/a.svs and slides/a.scn: both are slides called 'a', but one has "
        #expect(reason.hasPrefix(start), "\(reason)")
    }

    @Test(.enabled(if: Fixtures.hasOpenSlide, "libopenslide0 is not installed: slides cannot be opened"))
    func `a slide that ends the process that looks at it is not taken`() async throws {
        try cohort.copy(Self.leicaTiles, to: "features/a.h5")
        for name in ["a.svs", "a.tif"] { try cohort.copy(Self.leica, to: "slides/" + name) }
        let outcome = try await cohort.run(faults: "crash:slides/a.svs", "--slides slides")
        #expect(outcome.succeeded, "\(outcome.errors)")
        #expect(try cohort.record("a").picture?.wholeSlide?.name == "a.tif")
        #expect(
            outcome.errors.hasPrefix(
                "linmil: warning: slides: OpenSlide does not open a.svs, so another file of the same name is used; check "
                    + "whether it is damaged\n"))
    }

    // MARK: Pictures

    @Test func `a slide without a picture is marked in the tables`() async throws {
        try cohort.makeSlides("a", "b", "c")
        try cohort.copy(Fixtures.thumbnail, to: "thumbs/a.JPG")
        try cohort.copy(Fixtures.thumbnail, to: "thumbs/b.png")
        try cohort.copy(Fixtures.thumbnail, to: "thumbs/b.jpg")
        let outcome = try await cohort.run("--thumbnails", "thumbs/")
        #expect(outcome.succeeded)
        #expect(outcome.errors.contains("warning: thumbs: has no thumbnail for 1 of 3 slides, such as 'c'\n"))
        #expect(outcome.errors.contains("warning: thumbs: 1 slide has more than one file: b.png is used, not b.jpg\n"))
        let table = try cohort.table()
        let place = try #require(table[0].firstIndex(of: "picture"))
        #expect(table.dropFirst().map { $0[place] } == ["thumbnail", "thumbnail", "missing"])
        #expect(try cohort.record("c").allWarnings == ["there is no thumbnail or slide to draw the map on"])

        #expect(try await Command.run(["report", "out", "-o", "page.html"], in: cohort.folder).succeeded)
        #expect(try cohort.text("page.html").components(separatedBy: ">no picture</span>").count == 2)
        // Once its thumbnail is there, the mark is gone.
        try cohort.copy(Fixtures.thumbnail, to: "thumbs/c.png")
        #expect(Cohort.done(try await cohort.run("--thumbnails", "thumbs")) == ["c"])
        #expect(try cohort.table().last?[place] == "thumbnail" && cohort.record("c").allWarnings.isEmpty)
    }

    @Test func `a list that names pictures for some slides marks the others`() async throws {
        try cohort.makeSlides("a", "b")
        try cohort.copy(Fixtures.thumbnail, to: "a.png")
        try cohort.folder.write("slide_id,thumbnail\na,a.png\nb,\n", to: "list.csv")
        let outcome = try await cohort.run("--features", "features", of: "list.csv")
        #expect(outcome.errors.contains("list.csv: has no thumbnail or slide for 1 of 2 slides, such as 'b'\n"))
        #expect(try cohort.record("b").listing.lacksPicture && !cohort.record("a").listing.lacksPicture)
    }

    @Test func `without any pictures no slide is marked`() async throws {
        try cohort.makeSlides("a")
        #expect(try await !cohort.run().errors.contains("warning"))
        let table = try cohort.table()
        #expect(try table[1][#require(table[0].firstIndex(of: "picture"))] == "none")
    }

    @Test func `names that fit no slide are shown`() async throws {
        try cohort.makeSlides("a")
        try cohort.copy(Fixtures.thumbnail, to: "thumbs/a_thumb.png")
        let outcome = try await cohort.run("--thumbnails", "thumbs")
        #expect(
            outcome.errors.contains(
                "has no thumbnail for 1 of 1 slides, such as 'a'; its files are called as 'a_thumb.png'\n"))
    }
}
