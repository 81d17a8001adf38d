extension SlideEvaluation.Plan {
    /// The plan for many slides: 20 steps, three random orders, and no maps of a model with random weights.
    public static let quick: Self = {
        var plan = Self()
        (plan.steps, plan.testsSanity) = (20, false)
        return plan
    }()

    /// How many steps and random orders there can be.
    package static let counts = 1...10_000

    /// Whether the numbers can be those of a plan. A plan may come from a file.
    package var isPlausible: Bool { Self.counts.contains(steps) && Self.counts.contains(seeds) }
}
