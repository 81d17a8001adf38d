internal import Heatmaps
internal import Images

/// The description of a map's OME-TIFF, as OME-XML by the schema of June 2016.
struct OMEDescription {
    let record: RenderRecord
    /// The title of the picture.
    let title: String
    /// The width and height of a pixel in micrometres; nil if the slide's resolution is unknown.
    let pixel: (wide: Double, high: Double)?

    static let namespace = "http://www.openmicroscopy.org/Schemas/OME/2016-06"

    /// The document.
    func xml() throws -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <OME xmlns="\(Self.namespace)" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
        xsi:schemaLocation="\(Self.namespace) \(Self.namespace)/ome.xsd" Creator="linmil \(Markup.escaped(record.version))">\
        <Image ID="Image:0" Name="\(Markup.escaped(title))">\(pixels)\
        <AnnotationRef ID="\(EmbeddedRecord.annotation)"/></Image>\
        <StructuredAnnotations>\(EmbeddedRecord(json: try record.json()).element(in: .ome))</StructuredAnnotations></OME>
        """
    }

    private var pixels: String {
        let isNumbers = record.settings.values
        let channel = isNumbers ? "Name=\"\(Markup.escaped(title))\" SamplesPerPixel=\"1\"" : "SamplesPerPixel=\"4\""
        return """
            <Pixels ID="Pixels:0" DimensionOrder="XYCZT" Type="\(isNumbers ? "float" : "uint8")" BigEndian="false" \
            Interleaved="\(!isNumbers)" SizeX="\(record.width)" SizeY="\(record.height)" SizeZ="1" \
            SizeC="\(isNumbers ? 1 : 4)" SizeT="1"\(scale)>\
            <Channel ID="Channel:0:0" \(channel)/><TiffData IFD="0" PlaneCount="1"/>\(place)</Pixels>
            """
    }

    private var scale: String {
        guard let pixel else { return "" }
        return """
             PhysicalSizeX="\(pixel.wide)" PhysicalSizeXUnit="µm" PhysicalSizeY="\(pixel.high)" PhysicalSizeYUnit="µm"
            """
    }

    /// Where the picture begins on the slide.
    private var place: String {
        guard let mpp = record.mpp, pixel != nil else { return "" }
        let (x, y) = (Double(record.region[0]) * mpp, Double(record.region[1]) * mpp)
        return """
            <Plane TheZ="0" TheT="0" TheC="0" PositionX="\(x)" PositionXUnit="µm" PositionY="\(y)" PositionYUnit="µm"/>
            """
    }
}
