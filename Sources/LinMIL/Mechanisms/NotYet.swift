// Removed once every mechanism has its derivative.
extension CompleteAttention {
    func backward(_ rule: BackwardRule, receivers: Int, chunks: Int) throws -> any BackwardAttention {
        preconditionFailure("no derivative")
    }
    func rollout(chunks: Int) throws -> any RolloutAttention { preconditionFailure("no rollout") }
}
extension Mechanism {
    static func backwardScratchFloats(_ configuration: Configuration) -> Int { 0 }
}
