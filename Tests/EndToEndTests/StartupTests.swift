import Foundation
import Testing

extension EndToEndTests {
    @Suite struct StartupTests {
        /// Start-up is short because little is loaded: libcurl and what it needs would double it, and only downloads
        /// use it. How long it takes is measured by `make bench`.
        @Test("The program starts without the libraries that only downloads need")
        func loadsLittle() throws {
            let workspace = try Workspace()
            let list = try RunningProgram(
                path: "/usr/bin/ldd", [AssayProgram.path], in: workspace
            ).wait(within: 60)
            #expect(list.code == 0, "\(list.errors)")
            let libraries = list.output.split(separator: "\n")
            #expect(libraries.contains { $0.contains("libyaml") })
            for name in ["curl", "ssl", "openblas"] {
                #expect(!libraries.contains { $0.contains(name) }, "\(list.output)")
            }
            #expect(try AssayProgram.run(["--help"], in: workspace).code == 0)
        }
    }
}
