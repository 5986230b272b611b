import Foundation
import Testing

extension EndToEndTests {
    @Suite struct StartupTests {
        /// A program that links what only downloads need, such as libcurl, takes twice as long.
        @Test("Help is there within 20 ms", .enabled(if: isReleaseBuild, "a debug build is slower"))
        func helpIsQuick() throws {
            let workspace = try Workspace()
            let clock = ContinuousClock()
            // The best of many: other processes take their share of the machine.
            let best = try (0..<30).map { _ in
                try clock.measure { _ = try AssayProgram.run(["--help"], in: workspace) }
            }.min()
            #expect(try #require(best) < .milliseconds(20))
        }

        private static var isReleaseBuild: Bool {
            #if DEBUG
                false
            #else
                true
            #endif
        }
    }
}
