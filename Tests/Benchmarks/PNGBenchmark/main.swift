// Times the encoding of a picture as PNG, for `png.py`, which alternates it with other encoders.
//
//     PNGBenchmark PICTURE.raw WIDTH HEIGHT THREADS OUTPUT.png
//
// Reads RGB pixels into memory, writes the picture once for the others to compare, says that it is ready, and then
// answers each line on standard input with the seconds that encoding in memory took.

internal import Glibc
internal import Images

/// Prints at once: the driver waits for the line, and a pipe would keep it until there are many.
func answer(_ line: String) {
    print(line)
    fflush(nil)
}

/// Reads exactly so many bytes of a file.
func pixels(of path: String, count: Int) -> [UInt8]? {
    let descriptor = unsafe open(path, O_RDONLY)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        while filled < count {
            let step = unsafe read(descriptor, buffer.baseAddress.map { unsafe $0 + filled }, count - filled)
            guard step > 0 else { return }
            filled += step
        }
    }
    return bytes.count == count ? bytes : nil
}

let arguments = CommandLine.arguments
guard arguments.count == 6,
    let width = Int(arguments[2]), let height = Int(arguments[3]), (1...1 << 14).contains(width),
    (1...1 << 14).contains(height),
    let threads = Int(arguments[4]), threads > 0,
    let pixels = pixels(of: arguments[1], count: 3 * width * height)
else {
    answer("usage: PNGBenchmark PICTURE.raw WIDTH HEIGHT THREADS OUTPUT.png")
    exit(64)
}
let picture = Image(size: PixelSize(width: width, height: height), channels: .rgb, pixels: pixels)
try picture.writePNG(to: arguments[5])
answer("ready: \(picture.size)")

let clock = ContinuousClock()
while readLine() != nil {
    let seconds = try clock.measure {
        _ = try picture.encodedPNG(threads: threads)
    }
    answer("\(seconds / .seconds(1))")
}
