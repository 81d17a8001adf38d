internal import ArgumentParser
internal import Results

/// Whether and how the scores that are computed are measured, for every subcommand that computes scores.
struct EvaluationOptions: ParsableArguments {
    @Flag(
        help: ArgumentHelp(
            "Measure how far the computed scores explain the prediction, as 'linmil evaluate' does, without its sanity test."
        ))
    var evaluate = false

    @Option(
        help: ArgumentHelp(
            "How many steps a curve of '--evaluate' has at most. (default: \(SlideEvaluation.Plan.quick.steps))",
            valueName: "n"))
    var steps: Int?

    @Option(
        help: ArgumentHelp(
            "How many random orders '--evaluate' has. (default: \(SlideEvaluation.Plan.quick.seeds))", valueName: "n"))
    var seeds: Int?

    func validate() throws {
        for (name, number) in [("steps", steps), ("seeds", seeds)] {
            guard let number else { continue }
            guard SlideEvaluation.Plan.counts.contains(number) else {
                throw ValidationError("'--\(name) \(number)' is not between 1 and 10000.")
            }
            guard evaluate else {
                throw ValidationError("'--\(name)' says how '--evaluate' measures; give '--evaluate' too.")
            }
        }
    }

    /// Refuses to measure scores without the model that predicted.
    func requireModel(_ model: ModelOptions) throws {
        guard evaluate else { return }
        try model.requireOne("'--evaluate' measures the maps of one model")
        guard model.model == nil else { return }
        throw ValidationError(
            "'--evaluate' removes tiles and asks the model again; give features and '--model'. 'linmil evaluate' measures "
                + "scores of another program with '--map'.")
    }

    /// How much is measured; nil if nothing is.
    var plan: SlideEvaluation.Plan? {
        guard evaluate else { return nil }
        var plan = SlideEvaluation.Plan.quick
        plan.steps = steps ?? plan.steps
        plan.seeds = seeds ?? plan.seeds
        return plan
    }
}
