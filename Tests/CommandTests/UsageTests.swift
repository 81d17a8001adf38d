import Testing

@Suite struct `Using the command` {
    let folder: ScratchFolder
    init() throws { folder = try ScratchFolder() }

    @Test(arguments: [
        ("draw", "Unexpected argument 'draw'"),
        ("render", "Missing expected argument '<features>'"),
        ("score a.h5", "Missing expected argument '--model <file>'"),
        ("render a.h5 --model m.pt --mpp 0", "'--mpp 0.0' is not a valid number"),
        ("render a.h5 --model m.pt --alpha 1.5", "'--alpha 1.5' is not between 0 and 1"),
        ("render a.h5 --model m.pt --alpha nan", "is not between 0 and 1"),
        ("render a.h5 --model m.pt --alpha 0.1,1.5", "'--alpha 0.1,1.5' is not between 0 and 1"),
        ("render a.h5 --model m.pt --alpha 0.1,", "'--alpha <opacity>'"),
        ("render a.h5 --model m.pt --max-side 0", "'--max-side 0' is not between"),
        ("render a.h5 --model m.pt --colormap rainbow", "coolwarm"),
        ("render a.h5 --model m.pt --normalize log", "minmax"),
        ("render a.h5 --model m.pt --slide-size 100", "--slide-size"),
        ("render a.h5 --model m.pt --tile-size 0", "'--tile-size 0.0' is not a valid number"),
        ("score a.h5 --model m.pt --threads 0", "'--threads 0' is not between"),
        (
            "score a.h5 --model m.pt --score mean",
            "'cls', 'attn', 'rollout', 'evidence', 'relevance', 'single' or 'gradient'"
        ),
        ("score a.h5 --model m.pt --score cls,mean", "there is no score 'mean'"),
        ("score a.h5 --model m.pt --score cls,", "there is no score ''"),
        ("score a.h5 --model m.pt --score cls,attn,cls", "'cls' is there twice"),
        ("score a.h5 --model m.pt --class 1", "the score 'cls' knows no class; give --score evidence, relevance"),
        ("render a.h5 --model m.pt --score cls,attn --class all", "the score 'cls' or 'attn' knows no class"),
        ("cohort a --model m.pt -o out --score rollout --class 0", "the score 'rollout' knows no class"),
        ("score a.h5 --model m.pt --score relevance --block 0", "the score 'relevance' is not read from one"),
        ("render a.h5 --model m.pt --score attn --head max", "give --score cls, or leave --block and --head out"),
        ("score a.h5 --model m.pt --head best", "--head <n|mean|max>"),
        ("score a.h5 --model m.pt --block last", "--block"),
        ("score a.h5 --model m.pt --memory much", "--memory"),
        ("score a.h5 --model m.pt --classes a,b,a", "'a' is there twice"),
        ("score a.h5 --model m.pt --classes a,,b", "a name is empty"),
        ("render a.json --classes a,b", "'--classes' names the classes of a model"),
        ("inspect a.pt --classes a,b", "give both"),
        ("score a.h5 --model m.pt --activation swish", "--activation"),
        ("score a.h5 --model m.pt -o scores.txt", "name a .json, .h5, .csv or .geojson file"),
        ("score a.h5 --model m.pt -o scores.csv --json", "two places to write to"),
        ("score a.h5 --model m.pt -o scores.csv --top 5", "'--top' is for a file that ends in .geojson"),
        ("score a.h5 --model m.pt -o a.geojson --top 0", "--top"),
        ("score a.h5 --model m.pt --object-type tile", "'--object-type' is for a file that ends in .geojson"),
        ("score a.h5 --model m.pt -o a.geojson --object-type annotation", "'detection' and 'tile'"),
        ("score a.h5 --model m.pt -o a.json --normalize rank", "ends in .csv or .geojson"),
        ("score a.h5 --model m.pt -o a.csv --normalize rank --range 0 1", "'--range' has no meaning"),
        (
            "cohort --merge out --model m.pt",
            "takes no other option than '--quiet', but '--model' is given; leave it out"
        ),
        ("cohort features --merge out", "but 'features' is given"),
        ("cohort --merge=out --jobs=3 -q", "but '--jobs' is given"),
        ("inspect", "Missing expected argument '<files> ...'"),
        ("inspect a.pt b.pt --convert c.safetensors", "takes one checkpoint, but 2 files are given"),
        ("inspect a.pt --convert c.pt", "name a .safetensors file"),
        ("inspect a.pt --convert c.safetensors --activation sine", "Softplus"),
        ("inspect a.pt --activation ELU", "give both"),
    ]) func `wrong usage exits with 64 and points to the help`(line: String, expected: String) async throws {
        let outcome = try await Command.run(line.split(separator: " ").map(String.init), in: folder)
        #expect(outcome.status == 64 && !outcome.wasKilled)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.contains(expected))
        #expect(outcome.errors.contains("Usage: linmil") && outcome.errors.contains("--help"))
        #expect(try folder.names.isEmpty)
    }

    @Test(arguments: ["", "render", "score", "inspect"])
    func `help goes to standard output`(subcommand: String) async throws {
        let outcome = try await Command.run(subcommand.split(separator: " ").map(String.init) + ["--help"], in: folder)
        #expect(outcome.succeeded && outcome.errors.isEmpty)
        #expect(outcome.output.contains("USAGE: linmil"))
    }

    @Test func `the version has three numbers`() async throws {
        let outcome = try await Command.run(["--version"], in: folder)
        #expect(outcome.succeeded)
        #expect(outcome.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
    }
}
