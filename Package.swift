// swift-tools-version: 6.3
import PackageDescription

// The instruction set the binary is built for: `native` (this machine) unless ARCH names another one,
// e.g. `ARCH=x86-64-v3 make build` for a portable binary. Without -march the vector kernels fall back to one
// library call per lane and become about a hundred times slower; without -fno-math-errno every square root
// carries an error test.
let architecture = Context.environment["ARCH"] ?? "native"
let settings: [SwiftSetting] = [
    .unsafeFlags(["-Xcc", "-march=\(architecture)", "-Xcc", "-fno-math-errno"])
]
let cSettings: [CSetting] = [
    .unsafeFlags(["-march=\(architecture)", "-fno-math-errno"])
]

// The program carries the Swift runtime and Foundation with it, so that it runs where no toolchain is installed.
// These are linker settings and not `--static-swift-stdlib` because that option also changes how every module is
// compiled, and the test libraries exist only in dynamic form: with it, program and tests would share no object.
let staticRuntime: [LinkerSetting] =
    [.unsafeFlags(["-static-stdlib", "-use-ld=lld"])]
    + [
        "CoreFoundation", "_FoundationCShims", "_FoundationCollections", "_FoundationICU",
        "swiftSynchronization", "z",
    ].map { .linkedLibrary($0) }

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let database: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let protobuf: Target.Dependency = .product(name: "SwiftProtobuf", package: "swift-protobuf")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")

func library(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(
        name: name, dependencies: ["TestSupport"] + dependencies, exclude: exclude, swiftSettings: settings)
}

let package = Package(
    name: "assay",
    products: [
        .executable(name: "assay", targets: ["assay"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-protobuf", exact: "1.39.0"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
    ],
    targets: [
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CDeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"])]),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .target(name: "CCurl", cSettings: cSettings),
        .target(name: "CEmptyICU", cSettings: cSettings),
        .target(name: "CIntrinsics", cSettings: cSettings),
        library("Spec", ["Machine", "CYAML"]),
        library("Machine", ["CIntrinsics"]),
        library("Kernels", ["Machine", "CIntrinsics"]),
        library("Graph", ["Kernels"]),
        library("Columnar", ["Machine", "CDeflate"]),
        library(
            "Data",
            ["Spec", "Kernels", "Columnar", "Machine", "CCurl", "CZlib", "CDeflate", "CCrypto", sqlite]),
        library("Boosting", ["Machine"]),
        library("Training", ["Graph", "Data", "Boosting", "Spec", "Kernels", "Machine"]),
        library("Runs", ["Machine"]),
        library("Catalogue", ["Runs", "Spec", "Machine", database]),
        library(
            "Report", ["Catalogue", "Runs", "Spec", "Machine", mustache, protobuf],
            exclude: ["TensorBoard/Messages"]),
        library("Sweep", ["Spec", "Kernels"]),
        library(
            "Pipeline",
            [
                "Training", "Data", "Columnar", "Boosting", "Report", "Catalogue", "Runs", "Spec", "Sweep",
                "Kernels", "Machine", subprocess,
            ]),
        .executableTarget(
            name: "assay", dependencies: ["Pipeline", "Machine", "CEmptyICU", argumentParser],
            swiftSettings: settings,
            linkerSettings: staticRuntime),
        .target(
            name: "TestSupport", dependencies: ["Runs", "Spec"], path: "Tests/TestSupport",
            swiftSettings: settings),
        tests("SpecTests", ["Spec"], exclude: ["Fixtures"]),
        tests("MachineTests", ["Machine"]),
        tests("KernelsTests", ["Kernels"]),
        tests("GraphTests", ["Graph", "Kernels"]),
        tests("ColumnarTests", ["Columnar"], exclude: ["Fixtures"]),
        tests("DataTests", ["Data", "Columnar", "Spec", "Kernels", sqlite], exclude: ["Fixtures"]),
        tests(
            "TrainingTests", ["Training", "Graph", "Data", "Boosting", "Spec", "Kernels"],
            exclude: ["Fixtures"]),
        tests("RunsTests", ["Runs"]),
        tests("CatalogueTests", ["Catalogue", "Runs", "Spec"]),
        tests("ReportTests", ["Report", "Catalogue", "Runs", "Spec"], exclude: ["Golden"]),
        tests("SweepTests", ["Sweep", "Spec", "Kernels"], exclude: ["Fixtures"]),
        tests(
            "PipelineTests", ["Pipeline", "Training", "Boosting", "Data", "Runs", "Spec"],
            exclude: ["Fixtures"]),
        tests("EndToEndTests", []),
        tests("HouseTests", []),
    ]
)

// What measures: the program of `make bench`, and the one that made the demo's data set. The product contains neither.
if Context.environment["ASSAY_BENCHMARKS"] != nil {
    package.targets += [
        .executableTarget(
            name: "assay-benchmark", dependencies: ["Training", "Data", "Spec", "Kernels", argumentParser],
            path: "Benchmarks/Sources/assay-benchmark", swiftSettings: settings, linkerSettings: staticRuntime
        ),
        .executableTarget(
            name: "measure-sgemm", dependencies: [argumentParser], path: "experiments/data/measure-sgemm",
            swiftSettings: settings, linkerSettings: staticRuntime),
    ]
}
