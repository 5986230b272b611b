import Foundation
import Testing

extension EndToEndTests {
    /// What a run asks git, in a repository that others may have made.
    @Suite struct GitTests {
        private static let hasGit = FileManager.default.isExecutableFile(atPath: "/usr/bin/git")

        @Test(
            "Git tells the commit, runs no program of the repository, and writes nothing into it",
            .enabled(if: hasGit, "git is not installed"))
        func looksOnly() throws {
            let workspace = try Workspace()
            let data = AssayProgram.packageRoot + "/experiments/data/xor.csv"
            let text = try String(contentsOfFile: AssayProgram.experiment("xor"), encoding: .utf8)
            let file = try workspace.write(text.replacing("data/xor.csv", with: data), to: "xor.yaml")
            let monitor = try workspace.write("#!/bin/sh\ntouch \"$(dirname \"$0\")/ran\"\n", to: "monitor")
            let setUp = try Shell.run(
                """
                chmod +x monitor && git init -q . && git add xor.yaml && \
                git -c user.name=a -c user.email=a@b commit -qm first && \
                git config core.fsmonitor '\(monitor)' && sleep 1.1 && touch xor.yaml && \
                cp .git/index index.before
                """, in: workspace)
            try #require(setUp.code == 0, "\(setUp.errors)")
            let ending = try AssayProgram.run(
                ["run", file, "train.epochs=2000", "--no-report"], in: workspace)
            #expect(ending.code == 0, "\(ending.errors)")
            #expect(!FileManager.default.fileExists(atPath: workspace.path + "/ran"))
            let run = try #require(workspace.runDirectories().first)
            let git = try #require(try run.object("run.json")["git"] as? [String: Any])
            #expect((git["commit"] as? String)?.count == 40)
            // Looking at a touched file would refresh the index.
            let same = try Shell.run("cmp .git/index index.before", in: workspace)
            #expect(same.code == 0, "\(same.output)")
        }
    }
}
