extension WholeSlide {
    /// What the slide says of itself, for placing tiles on it.
    public var facts: SlideFacts { SlideFacts(path: path, size: size, mpp: mpp?.x, bounds: bounds) }
}
