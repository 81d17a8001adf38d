extension WholeSlide {
    /// The slide's size, resolution and scanned part, for placing tiles on it.
    public var facts: SlideFacts {
        var facts = SlideFacts(path: path, size: size, mpp: mpp?.x, bounds: bounds)
        (facts.mppSource, facts.implausibleMpp) = (resolution?.source ?? .openSlide, implausibleMpp)
        return facts
    }
}
