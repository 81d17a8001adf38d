internal import Glibc

/// A bar that shows a round length on the slide.
package struct ScaleBar: Sendable, Equatable {
    /// The length on the slide.
    package let micrometres: Double
    /// The length in the picture's pixels.
    package let pixels: Double

    /// Chooses the longest of 1, 2, 5, 10, 20, 50, ... µm that takes at most a quarter of the picture.
    ///
    /// Returns nil, so that no bar is drawn, if a pixel is less than a nanometre or more than ten millimetres wide, or
    /// if a quarter of the picture is less than a micrometre. No bar is better than a wrong one.
    ///
    /// - Parameters:
    ///   - micrometresPerPixel: the width of a pixel of the drawn picture, not of level 0.
    ///   - width: the picture's width in pixels.
    package init?(micrometresPerPixel: Double, width: Int) {
        guard (1e-3...1e4).contains(micrometresPerPixel), width > 0 else { return nil }
        let longest = Double(width) * micrometresPerPixel / 4
        // Tolerate rounding errors in the length of a bar that fits exactly.
        let power = pow(10, floor(log10(longest * (1 + 1e-12))))
        guard power >= 1, let digit = [5, 2, 1].first(where: { $0 * power <= longest * (1 + 1e-12) }) else {
            return nil
        }
        micrometres = digit * power
        pixels = micrometres / micrometresPerPixel
    }

    /// `500 µm`, `2 mm`.
    package var label: String {
        micrometres < 1000
            ? NumberText.fixed(micrometres, decimals: 0) + " µm"
            : NumberText.fixed(micrometres / 1000, decimals: 0) + " mm"
    }
}
