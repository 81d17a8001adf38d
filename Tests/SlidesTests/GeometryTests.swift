import Testing

@testable import Slides

@Suite struct `Slide geometry` {
    let slide = SlideSize(width: 102461, height: 35513)

    @Test func `a thumbnail has a scale for each axis`() throws {
        let geometry = try ThumbnailGeometry(path: "thumb.jpg", imageWidth: 3200, imageHeight: 1108, slideSize: slide)
        #expect(geometry.scale.x == 102461.0 / 3200)
        #expect(geometry.scale.y == 35513.0 / 1108)
    }

    @Test func `a thumbnail of another aspect is refused, and both sizes are named`() throws {
        let error = try #require(throws: SlideError.self) {
            try ThumbnailGeometry(path: "thumb.png", imageWidth: 1108, imageHeight: 3200, slideSize: slide)
        }
        for words in ["thumb.png", "1108x3200", "102461x35513", "the slide's right size"] {
            #expect("\(error)".contains(words))
        }
    }

    @Test func `the aspect may differ by at most one percent`() {
        let slide = SlideSize(width: 10000, height: 10000)
        #expect(throws: Never.self) {
            try ThumbnailGeometry(path: "", imageWidth: 1009, imageHeight: 1000, slideSize: slide)
        }
        #expect(throws: SlideError.self) {
            try ThumbnailGeometry(path: "", imageWidth: 1011, imageHeight: 1000, slideSize: slide)
        }
    }

    @Test func `rounding both sides of a small thumbnail is tolerated`() throws {
        // At 1 : 3200, 102461 x 35513 is 32 x 11.1.
        for height in [11, 12] {
            let geometry = try ThumbnailGeometry(
                path: "", imageWidth: 32, imageHeight: height, slideSize: slide)
            #expect(geometry.warnings.isEmpty)
        }
        #expect(throws: SlideError.self) {
            try ThumbnailGeometry(path: "", imageWidth: 32, imageHeight: 13, slideSize: slide)
        }
    }

    @Test func `an aspect that rounding does not explain gives a warning with its drift`() throws {
        let geometry = try ThumbnailGeometry(path: "t.png", imageWidth: 3200, imageHeight: 1115, slideSize: slide)
        let warning = try #require(geometry.warnings.first)
        // 3200 * 35513 / 102461 = 1109.1
        for words in ["t.png", "3200x1115", "5.9 px", "cropped"] { #expect("\(warning)".contains(words)) }
    }

    @Test func `a thumbnail of the scanned region is placed over that region`() throws {
        let bounds = SlideRegion(x: 5000, y: 2000, width: 20000, height: 30000)
        let geometry = try ThumbnailGeometry(
            path: "", imageWidth: 200, imageHeight: 300, slideSize: slide, bounds: bounds)
        #expect(geometry.region == bounds)
        #expect(geometry.scale == SIMD2(100, 100))
        let whole = try ThumbnailGeometry(
            path: "", imageWidth: 3200, imageHeight: 1109, slideSize: slide, bounds: bounds)
        #expect(whole.region == SlideRegion(of: slide) && whole.warnings.isEmpty)
        let error = try #require(throws: SlideError.self) {
            try ThumbnailGeometry(path: "", imageWidth: 300, imageHeight: 300, slideSize: slide, bounds: bounds)
        }
        #expect("\(error)".contains("20000x30000 at (5000, 2000)"))
    }

    @Test func `a thumbnail that fits both the slide and the scanned region gives a warning`() throws {
        let bounds = SlideRegion(x: 0, y: 0, width: 5000, height: 5000)
        let square = SlideSize(width: 10000, height: 10000)
        let geometry = try ThumbnailGeometry(
            path: "", imageWidth: 100, imageHeight: 100, slideSize: square, bounds: bounds)
        #expect(geometry.region == SlideRegion(of: square))
        #expect(geometry.warnings == [.ambiguousThumbnail(path: "", slideSize: square, bounds: bounds)])
    }

    @Test func `a slide size is written as width x height`() {
        #expect(SlideSize("102461x35513") == slide)
        #expect("\(slide)" == "102461x35513")
        for text in ["", "x", "12", "0x5", "-1x5", "5x", "1x2x3", "99999999999999999999x1", "20000000x1", "a x b"] {
            #expect(SlideSize(text) == nil)
        }
    }
}
