extension Image {
    /// Returns the image at another size, each pixel the mean of the pixels it covers.
    ///
    /// A source pixel belongs to the target pixel that its centre falls into, so enlarging repeats the nearest pixel.
    /// Agrees within one level with Pillow's `image.resize(size, Image.Resampling.BOX)`. In RGBA, colours weigh by
    /// their opacity.
    public func resized(to target: PixelSize) -> Image {
        guard let count = target.pixelCount, count <= Image.maximumPixelCount else {
            preconditionFailure("an image cannot be resized to \(target) pixels")
        }
        guard target != size else { return self }
        var reduction = Reduction(from: size, to: target, channels: channels)
        reduction.add(pixels.span)
        return reduction.image(of: target)
    }
}
