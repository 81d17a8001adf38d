/// What a score is called where people read it.
package enum ScoreTitle {
    /// Returns the title of `cls`, `attn`, or of scores that have a name of their own in their file.
    package static func text(of score: String) -> String {
        switch score {
        case "cls": "CLS attention"
        case "attn": "lin_mil's attn"
        case "attention_scores": "Attention score"
        default: score
        }
    }
}
