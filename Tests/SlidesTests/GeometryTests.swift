import Testing

@testable import Slides

@Suite struct `Slide geometry` {
    let slide = SlideSize(width: 102461, height: 35513)

    @Test func `a thumbnail has a scale for each axis`() throws {
        let geometry = try ThumbnailGeometry(path: "thumb.jpg", imageWidth: 3200, imageHeight: 1108, slideSize: slide)
        #expect(geometry.scale.x == 102461.0 / 3200)
        #expect(geometry.scale.y == 35513.0 / 1108)
    }

    @Test func `a thumbnail of another aspect is refused with both sizes`() throws {
        let error = try #require(throws: SlideError.self) {
            try ThumbnailGeometry(path: "thumb.png", imageWidth: 1108, imageHeight: 3200, slideSize: slide)
        }
        for words in ["thumb.png", "1108x3200", "102461x35513", "--slide-size"] {
            #expect("\(error)".contains(words))
        }
    }

    @Test func `the aspect may differ by one percent and no more`() {
        let slide = SlideSize(width: 10000, height: 10000)
        #expect(throws: Never.self) {
            try ThumbnailGeometry(path: "", imageWidth: 1009, imageHeight: 1000, slideSize: slide)
        }
        #expect(throws: SlideError.self) {
            try ThumbnailGeometry(path: "", imageWidth: 1011, imageHeight: 1000, slideSize: slide)
        }
    }

    @Test func `a slide size is written as width x height`() {
        #expect(SlideSize("102461x35513") == slide)
        #expect("\(slide)" == "102461x35513")
        for text in ["", "x", "12", "0x5", "-1x5", "5x", "1x2x3", "99999999999999999999x1", "20000000x1", "a x b"] {
            #expect(SlideSize(text) == nil)
        }
    }
}
