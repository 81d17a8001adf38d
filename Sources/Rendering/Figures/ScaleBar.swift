internal import Glibc

/// A bar of a round length on the slide.
package struct ScaleBar: Sendable, Equatable {
    /// Its length on the slide.
    package let micrometres: Double
    /// Its length in the picture's pixels.
    package let pixels: Double

    /// Chooses the longest of 1, 2, 5, 10, 20, 50 ... µm that takes at most a quarter of a picture.
    ///
    /// Nil, so that no bar is drawn rather than a wrong one, where a pixel is not known to be between a nanometre and
    /// ten millimetres wide, or a quarter of the picture is less than a micrometre.
    ///
    /// - Parameters:
    ///   - micrometresPerPixel: the width of a pixel of the picture as it is drawn, not of the slide's level 0.
    ///   - width: the picture's width in pixels.
    package init?(micrometresPerPixel: Double, width: Int) {
        guard (1e-3...1e4).contains(micrometresPerPixel), width > 0 else { return nil }
        let longest = Double(width) * micrometresPerPixel / 4
        // A bar that fits exactly is not lost to rounding.
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
