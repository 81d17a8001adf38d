public import Images

extension TileGrid {
    /// Returns reasons to doubt that a picture belongs to the tiles, from the tissue that it shows.
    ///
    /// - Parameters:
    ///   - image: a picture of `region`; transparent parts count as glass.
    ///   - region: the part of the slide that the picture shows.
    ///   - path: the picture's file.
    ///   - isSlide: whether it comes from the slide itself, so that it lies as the slide does.
    public func doubts(
        about image: Image, showing region: SlideRegion, path: String, isSlide: Bool
    ) -> [SlideWarning] {
        let map = TissueMap(of: image, under: self, showing: region)
        var doubts: [SlideWarning] = []
        if !isSlide, let turned = TurnedPicture(self, on: map, showing: region) {
            doubts.append(
                .turnedPicture(path: path, turn: turned.turn, undone: turned.undone, asItIs: turned.asItIs))
        }
        let tissue = TissueShare(of: self, on: map, size: image.size, showing: region).share
        if tissue < TissueShare.leastBelievable { doubts.append(.littleTissue(path: path, share: tissue)) }
        return doubts
    }
}
