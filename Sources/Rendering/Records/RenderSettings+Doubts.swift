internal import Heatmaps
internal import Results

extension RenderSettings {
    /// Returns the reasons to doubt the picture of a result: what its scores are, and how they are drawn.
    ///
    /// - Parameter count: how many tiles are drawn.
    func doubts(about result: SlideResult, drawing count: Int) -> [RenderWarning] {
        var doubts = (result.warnings + (result.evaluation?.warnings ?? [])).map(RenderWarning.result)
        let subject = result.score.subject(result.prediction)
        if count == 0 {
            let isOfHighest = selection.count(of: result.tileCount) != nil
            doubts.append(isOfHighest ? subject.map(RenderWarning.nothingFor) ?? .nothingDrawn : .nothingDrawn)
        }
        if subject != nil, colorMap?.kind ?? .diverging == .diverging, let range, !range.isZeroCentred {
            doubts.append(.zeroOffCentre(range))
        }
        return doubts
    }
}
