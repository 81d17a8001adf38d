extension WholeSlide {
    /// The slide's size, resolution and scanned part, for placing tiles on it.
    public var facts: SlideFacts { SlideFacts(path: path, size: size, mpp: mpp?.x, bounds: bounds) }
}
