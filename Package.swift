// swift-tools-version: 6.2
import PackageDescription

/// One policy for every Swift target: Swift 6, unsafe code marked as such, imports declared where they are used.
/// With LINMIL_STRICT in the environment (as .ci/run sets it) a warning is an error.
let policy: [SwiftSetting] =
    [
        .strictMemorySafety(),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ] + (Context.environment["LINMIL_STRICT"] == nil ? [] : [.treatAllWarnings(as: .error)])

/// Packages that only other packages use, listed so that a later build takes the same sources. SwiftPM warns of a listed
/// package that no target uses, so Files uses these on a platform that linmil is not built for.
let pinned: [Target.Dependency] = [
    .product(name: "SwiftASN1", package: "swift-asn1", condition: .when(platforms: [.wasi])),
    .product(name: "SymbolKit", package: "swift-docc-symbolkit", condition: .when(platforms: [.wasi])),
]

let package = Package(
    name: "linmil",
    products: [
        .library(name: "LinMIL", targets: ["LinMIL", "Files"]),
        .library(name: "Slides", targets: ["Slides", "Images", "Files", "SharedHDF5"]),
        .library(name: "Heatmaps", targets: ["Heatmaps", "Images", "Files"]),
        .library(name: "Results", targets: ["Results", "Files", "SharedHDF5"]),
        .library(name: "Rendering", targets: ["Rendering", "Files", "SharedHDF5"]),
        .executable(name: "linmil", targets: ["linmil"]),
        // The command and the C interface in one shared library, for the Python package and its launcher.
        .library(name: "linmil-c", type: .dynamic, targets: ["CInterface"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/swiftlang/swift-docc-plugin", exact: "1.5.0"),
        // What swift-crypto and swift-docc-plugin depend on, see `pinned`.
        .package(url: "https://github.com/apple/swift-asn1", exact: "1.7.4"),
        .package(url: "https://github.com/swiftlang/swift-docc-symbolkit", exact: "1.0.0"),
    ],
    targets: [
        .systemLibrary(name: "COpenBLAS", providers: [.apt(["libopenblas-dev"])]),
        .systemLibrary(name: "CHDF5", providers: [.apt(["libhdf5-dev"])]),
        // How a product links HDF5. The command takes Debian's static one, because the shared one loads 30 more libraries (curl,
        // LDAP, Kerberos), half of the time of a start. In a shared library, the static one would need its functions hidden.
        .target(
            name: "StaticHDF5", linkerSettings: [.linkedLibrary(":libhdf5_serial.a"), .linkedLibrary("sz")]),
        .target(name: "SharedHDF5", linkerSettings: [.linkedLibrary("hdf5_serial")]),
        .systemLibrary(name: "CPNG", providers: [.apt(["libpng-dev"])]),
        // libpng-dev and libhdf5-dev bring zlib.
        .systemLibrary(name: "CZlib"),
        .systemLibrary(name: "CProcess"),
        .systemLibrary(name: "CLinmil"),
        .target(name: "CKernels"),
        .target(name: "CPNGRows"),
        .target(name: "CSystem"),
        .target(name: "Machine", dependencies: ["CSystem"], exclude: ["README.md"], swiftSettings: policy),
        .target(name: "Ranking", exclude: ["README.md"], swiftSettings: policy),
        .target(
            name: "Files",
            dependencies: ["CSystem", "CZlib", .product(name: "Crypto", package: "swift-crypto")] + pinned,
            exclude: ["README.md"], swiftSettings: policy),
        .target(
            name: "LinMIL", dependencies: ["CKernels", "Files", "Machine", "Ranking"], exclude: ["README.md"],
            swiftSettings: policy),
        .target(
            name: "Images", dependencies: ["CPNG", "CPNGRows", "Files", "Machine"], exclude: ["README.md"],
            swiftSettings: policy),
        .target(
            name: "Slides", dependencies: ["CHDF5", "Files", "Images", "Machine"], exclude: ["README.md"],
            swiftSettings: policy),
        .target(
            name: "Heatmaps", dependencies: ["CKernels", "Files", "Images", "Ranking"], exclude: ["README.md"],
            swiftSettings: policy),
        .target(
            name: "Results", dependencies: ["LinMIL", "Ranking", "Slides", "Files"], exclude: ["README.md"],
            swiftSettings: policy),
        .target(
            name: "Rendering", dependencies: ["Results", "LinMIL", "Heatmaps", "Ranking", "Slides", "Images", "Files"],
            exclude: ["README.md"], swiftSettings: policy),
        .target(
            name: "Reports",
            dependencies: [
                "Rendering", "Results", "Files", "LinMIL", "Heatmaps", "Ranking", "Slides", "Images",
            ],
            exclude: ["README.md"],
            resources: [
                "page.mustache", "page.css", "parts.js", "numbers.js", "scores.js", "tiles.js", "map.js", "closemap.js",
                "picture.js",
                "deep.js", "viewer.js", "link.js", "legend.js", "strip.js", "facts.js", "slide.js", "compare.js",
                "table.js",
                "picks.js", "ways.js", "start.js", "curves.js", "curves.css", "cases.js", "cases.css",
                "layout.css", "coordinates.js", "export.js", "notestore.js", "notefiles.js", "pagenotes.js", "pins.js",
                "notes.js", "notes.css",
            ].map { .embedInCode("Pages/Resources/\($0)") },
            swiftSettings: policy),
        .target(
            name: "Command",
            dependencies: [
                "CProcess", "Files", "Machine", "LinMIL", "Slides", "Heatmaps", "Images", "Ranking", "Results",
                "Rendering",
                "Reports",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            exclude: ["README.md"], swiftSettings: policy),
        .executableTarget(name: "linmil", dependencies: ["Command", "StaticHDF5"], swiftSettings: policy),
        .target(
            name: "CInterface", dependencies: ["CLinmil", "Command", "LinMIL", "Results", "SharedHDF5"],
            exclude: ["README.md"], swiftSettings: policy),
        .executableTarget(name: "Launcher"),
        .executableTarget(
            name: "ForwardBenchmark", dependencies: ["LinMIL"], path: "Tests/Benchmarks/ForwardBenchmark",
            swiftSettings: policy),
        .executableTarget(
            name: "PrecisionBenchmark", dependencies: ["LinMIL", "Results", "Slides", "SharedHDF5"],
            path: "Tests/Benchmarks/PrecisionBenchmark",
            swiftSettings: policy),
        .executableTarget(
            name: "ProductBenchmark", dependencies: ["LinMIL", "CKernels", "COpenBLAS"],
            path: "Tests/Benchmarks/ProductBenchmark", swiftSettings: policy),
        .executableTarget(
            name: "PNGBenchmark", dependencies: ["Images"], path: "Tests/Benchmarks/PNGBenchmark",
            swiftSettings: policy),
        .testTarget(name: "MachineTests", dependencies: ["Machine"], swiftSettings: policy),
        .testTarget(name: "FilesTests", dependencies: ["Files"], swiftSettings: policy),
        .testTarget(
            name: "LinMILTests", dependencies: ["LinMIL", "Files", "CKernels"], exclude: ["Fixtures"],
            swiftSettings: policy),
        .testTarget(
            name: "ImagesTests", dependencies: ["Images", "Files", "CPNG", "CPNGRows"], exclude: ["Fixtures"],
            swiftSettings: policy),
        .testTarget(
            name: "SlidesTests", dependencies: ["Slides", "Files", "Images", "SharedHDF5"], exclude: ["Fixtures"],
            swiftSettings: policy),
        .testTarget(
            name: "HeatmapsTests", dependencies: ["Heatmaps", "Images"], exclude: ["Fixtures"],
            swiftSettings: policy),
        .testTarget(
            name: "ResultsTests", dependencies: ["Results", "LinMIL", "Slides"], exclude: ["Fixtures"],
            swiftSettings: policy),
        .testTarget(
            name: "RenderingTests",
            dependencies: ["Rendering", "Results", "LinMIL", "Heatmaps", "Slides", "Images", "Files", "CPNG"],
            swiftSettings: policy),
        .testTarget(
            name: "ReportsTests",
            dependencies: ["Reports", "Rendering", "Results", "LinMIL", "Heatmaps", "Images", "Slides"],
            swiftSettings: policy),
        .testTarget(
            name: "TutorialTests", dependencies: ["LinMIL", "Slides", "Results", "Rendering", "Heatmaps", "Images"],
            swiftSettings: policy),
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "linmil", "Command", "Files", "Images", "Reports", "Rendering", "Results", "LinMIL", "Slides",
                "Heatmaps",
            ], exclude: ["Fixtures"], swiftSettings: policy),
    ],
    swiftLanguageModes: [.v6],
    cLanguageStandard: .c17
)
