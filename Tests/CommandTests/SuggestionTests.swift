import Testing

@testable import Command

/// What a wrong word on the command line is answered with.
@Suite struct `A word that linmil does not know` {
    /// Asked once: the parser takes its time.
    private static let known = Result { try #require(KnownWords()) }
    private let known: KnownWords
    init() throws { known = try Self.known.get() }

    private func message(_ line: String) -> String? {
        UnknownWord(in: line.split(separator: " ").map(String.init), known)?.message
    }

    @Test(arguments: [
        ("render a.h5 --cmap jet", "Unknown option '--cmap'. Did you mean '--colormap <name>'?"),
        ("render a.h5 --cmap=jet", "Unknown option '--cmap'. Did you mean '--colormap <name>'?"),
        ("render a.h5 --thumb a.png", "Unknown option '--thumb'. Did you mean '--thumbnail <image>'?"),
        ("cohort a --thumb a", "Unknown option '--thumb'. Did you mean '--thumbnails <folder>'?"),
        ("cohort a --wsi_dir a", "Unknown option '--wsi_dir'. Did you mean '--slides <folder>'?"),
        ("score a.h5 --checkpoint m.pt", "Unknown option '--checkpoint'. Did you mean '--model <file>'?"),
        ("score a.h5 --ckpt_path m.pt", "Unknown option '--ckpt_path'. Did you mean '--model <file>'?"),
        ("evaluate a.h5 --weights m.pt", "Unknown option '--weights'. Did you mean '--model <file>'?"),
        ("render a.h5 -m m.pt", "Unknown option '-m'. Did you mean '--model <file>'?"),
        ("render a.h5 --out a.png", "Unknown option '--out'. Did you mean '--output <file>'?"),
        (
            "render --features a.h5",
            "Unknown option '--features'. Give <features> without an option: 'linmil render <features>'"
        ),
        (
            "cohort --input_dir a",
            "Unknown option '--input_dir'. Give <slides> without an option: 'linmil cohort <slides>'"
        ),
        ("render a.h5 --vmin 0", "Unknown option '--vmin'. Did you mean '--range <low high>'?"),
        ("render a.h5 --colorbar", "Unknown option '--colorbar'. Did you mean '--legend'?"),
        ("cohort a --num-workers 2", "Unknown option '--num-workers'. Did you mean '--jobs <n>'?"),
        ("render a.h5 --num-workers 2", "Unknown option '--num-workers'. Did you mean '--threads <n>'?"),
        // Another spelling of linmil's own.
        ("render a.h5 --tile_size 3", "Unknown option '--tile_size'. Did you mean '--tile-size <px>'?"),
        ("render a.h5 --topTiles 3", "Unknown option '--topTiles'. Did you mean '--top-tiles <k>'?"),
        ("render a.h5 -model m.pt", "Unknown option '-model'. Did you mean '--model <file>'?"),
        ("render a.h5 --colromap jet", "Unknown option '--colromap'. Did you mean '--colormap <name>'?"),
        ("render a.h5 --activ GeLU", "Unknown option '--activ'. Did you mean '--activation <name>'?"),
        // Options that are elsewhere, and words that mean nothing.
        (
            "score a.h5 --panels",
            "Unknown option '--panels'. It is an option of 'linmil render', 'linmil cohort' and 'linmil report'"
        ),
        ("evaluate a.h5 --force", "Unknown option '--force'. It is an option of 'linmil cohort'"),
        (
            "--model m.pt render a.h5",
            "Unknown option '--model'. Give it after a subcommand, as in 'linmil render --model <file>'"
        ),
        ("render a.h5 --xyzzy", "Unknown option '--xyzzy'"), ("doctor --gpu", "Unknown option '--gpu'"),
        ("--xyzzy render", "Unknown option '--xyzzy'"),
        // Subcommands, also where the parser would miss an option of theirs.
        ("rendr a.h5 --model m.pt", "Unexpected argument 'rendr'. Did you mean 'linmil render'?"),
        ("heatmap a.h5", "Unexpected argument 'heatmap'. Did you mean 'linmil render'?"),
        ("run_batch a", "Unexpected argument 'run_batch'. Did you mean 'linmil cohort'?"),
        ("Inspect a", "Unexpected argument 'Inspect'. Did you mean 'linmil inspect'?"),
        (
            "a.h5",
            "Unexpected argument 'a.h5'. The subcommands are render, score, evaluate, cohort, report, inspect and doctor"
        ),
    ]) func `is answered with what is meant`(line: String, expected: String) {
        #expect(message(line) == expected)
    }

    @Test(arguments: [
        "render a.h5 --model m.pt --colormap jet", "render a.h5 --alpha -0.5", "render a.h5 --range=-1,1",
        "render -qh", "render -o -",
        "render a.h5 -- --cmap", "score --help-hidden", "help rendr", "cohort-worker --cmap", "--version", "--help", "",
        "render a.h5 --no-header", "render",
    ]) func `is not found where all are known`(line: String) {
        #expect(message(line) == nil)
    }

    @Test func `is never answered with an option that the subcommand does not have`() throws {
        var suggested = 0
        for subcommand in known.subcommands where known.names.contains(subcommand.name) {
            for word in FieldWords.options.keys.sorted() + ["xx", "maps", "wide", "ranger", "modle", "pannels"] {
                guard let message = message("\(subcommand.name) --\(word)"),
                    let match = message.firstMatch(of: /Did you mean '(--[a-z-]+)/)
                else { continue }
                suggested += 1
                #expect(subcommand.option(named: String(match.1)) != nil, "\(subcommand.name): \(message)")
            }
        }
        #expect(suggested > 500)
    }

    @Test func `means options that exist, and subcommands that exist`() {
        let all = Set(known.subcommands.flatMap { $0.options.map(\.key) })
        for (word, meant) in FieldWords.options {
            for name in meant where name != FieldWords.argument {
                let key = FieldWords.key(String(name.prefix { $0 != "=" }))
                #expect(all.contains(key), "\(word): \(name)")
            }
        }
        #expect(Set(FieldWords.subcommands.values).isSubset(of: known.names))
    }

    @Test(arguments: [
        ("kitten", "sitting", 3), ("colromap", "colormap", 1), ("", "abc", 3), ("abc", "", 3), ("same", "same", 0),
        ("ab", "ba", 1), ("abcd", "badc", 2),
    ]) func `is as many letters away as have to change`(first: String, second: String, edits: Int) {
        #expect(WordDistance.edits(first, second) == edits)
    }

    @Test func `is told in the place of the parser's own words, once`() async throws {
        let folder = try ScratchFolder()
        let outcome = try await Command.run(["render", "--features", "a.h5", "--model", "m.pt"], in: folder)
        #expect(outcome.status == 64 && outcome.output.isEmpty)
        #expect(
            outcome.errors == """
                Error: Unknown option '--features'. Give <features> without an option: 'linmil render <features>'
                Usage: linmil render [<options>] [<features>]
                  See 'linmil render --help' for more information.

                """)
        let misspelled = try await Command.run(
            ["rendr", "a.h5", "--cmap", "jet", "--tile_size", "\u{202E}"], in: folder)
        #expect(misspelled.status == 64)
        #expect(
            misspelled.errors.hasPrefix(
                "Error: Unexpected argument 'rendr'. Did you mean 'linmil render'?\nUsage: linmil"))
        #expect(misspelled.errors.ranges(of: "Did you mean").count == 1)
    }
}
