internal import Slides

/// A slide that is opened at most once, when it is needed.
final class OpenedSlide {
    /// Whether the user has asked for the slides, so that the page shows them whatever the maps were drawn on.
    let isAsked: Bool
    private let open: () throws -> WholeSlide?
    private var result: Result<WholeSlide?, any Error>?

    init(isAsked: Bool, _ open: @escaping () throws -> WholeSlide?) { (self.isAsked, self.open) = (isAsked, open) }

    /// Returns the slide; nil if there is no file.
    func get() throws -> WholeSlide? {
        let result = result ?? Result(catching: open)
        self.result = result
        return try result.get()
    }
}
