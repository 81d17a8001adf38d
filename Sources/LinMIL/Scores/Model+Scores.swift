extension Score.Kind {
    /// Whether the score goes back through the model, and needs what the forward pass leaves.
    var needsTape: Bool {
        switch self {
        case .cls, .attn: false
        case .rollout, .evidence, .relevance, .single, .gradient: true
        }
    }
}

extension ForwardPass.Result {
    /// Computes the scores that need the whole forward pass. The ones that overwrite what the tape shares come last.
    func output(_ pass: ForwardPass) throws -> Output {
        let (model, workers) = (pass.model, pass.workers)
        var (scores, parts) = (scores, [Score: ScoreParts]())
        func wanted(_ kind: Score.Kind) -> [Score] { pass.scores.filter { $0.kind == kind } }
        func head(_ score: Score, _ rule: BackwardRule) throws -> HeadBackward {
            guard let pooled = tape.pooled else { preconditionFailure("a tape without its end") }
            return try HeadBackward(model, of: explained(by: score, model), at: pooled.rows, logits: logits, rule)
        }

        for score in wanted(.evidence) {
            let evidence = try Evidence(tape, workers, from: head(score, .relevance))
            (scores[score], parts[score]) = (evidence.scores, evidence.parts)
        }
        if let score = wanted(.rollout).first {
            let rollout = Rollout(model: model, tape: tape, workers: workers, tiles: pass.features.tileCount)
            scores[score] = try rollout.run()
        }
        let single = wanted(.single)
        if !single.isEmpty {
            let alone = SingleTile(model: model, tape: tape, workers: workers)
            let rows = try alone.logits().rows
            for score in single {
                let number = explained(by: score, model)
                scores[score] = (0..<rows.count).map { row in
                    Float(LogOdds(of: number, logits: rows.rows(row..<row + 1).values).value)
                }
            }
        }
        for score in wanted(.relevance) + wanted(.gradient) {
            let rule = score.kind == .relevance ? BackwardRule.relevance : .derivative
            let head = try head(score, rule)
            let result = try BackwardPass(
                model: model, features: pass.features, tape: tape, workers: workers, rule: rule
            ).run(from: head)
            scores[score] = result.scores
            if rule == .relevance {
                parts[score] = ScoreParts(
                    classToken: Float(result.classToken), biases: Float(result.biases),
                    target: Float(head.logOdds.target))
            }
        }
        return Output(logits: logits, kind: model.output, scores: scores, parts: parts, findings: findings)
    }

    /// The class that a score explains: the predicted one if none is named.
    private func explained(by score: Score, _ model: Model) -> Int {
        score.class ?? model.output.predictedClass(of: logits) ?? 0
    }
}
