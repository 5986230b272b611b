import Data
import Foundation
import Spec
import TestSupport
import Testing

@Suite("Commands as sources")
struct CommandSourceTests {
    @Test("a command is not run without permission; what was kept will do to look at")
    func permission() throws {
        let data = try QueryTestData()
        let source = "{command: 'echo ran >> log; printf \"a,y\\n1,2\\n\"'}"
        var forbidden = data.environment
        forbidden.allowsCommands = false
        let text = data.problem(source, environment: forbidden)
        #expect(text.contains("not allowed") && text.contains("--allow-commands"))
        #expect(!FileManager.default.fileExists(atPath: data.folder.file("log")))
        let absent = try data.pipeline(source, environment: forbidden)
        #expect(try absent.section.source?.value.preview(in: forbidden) == nil)
        #expect(try data.table(source).rowCount == 1)
        forbidden.takesOldResults = true
        #expect(try absent.section.source?.value.preview(in: forbidden)?.rowCount == 1)
        #expect(try String(contentsOfFile: data.folder.file("log"), encoding: .utf8) == "ran\n")
    }

    @Test("a process asks once; a run that goes on takes the rows it was made of")
    func once() throws {
        let data = try QueryTestData()
        let source = "{command: 'echo x >> log; echo a,y; echo 1,2; wc -l < log | tr \"\\n\" \",\"; echo 5'}"
        let first = try data.table(source)
        #expect(numbers(try data.table(source), "a") == numbers(first, "a"))
        // Another cache is another memory.
        var other = data.environment
        other.cacheFolder = data.folder.file("other/prepared")
        let second = try data.pipeline(source, environment: other).sourceTable()
        #expect(numbers(second.table, "a") == [1, 2])
        #expect(second.files.map(\.path).allSatisfy { $0.hasPrefix("command: ") })
    }

    @Test("options are those of csv; JSON lines are read too")
    func formats() throws {
        let data = try QueryTestData()
        let table = try data.table(
            "{command: {command: 'echo \"a;y\"; echo \"1,5;?\"', delimiter: ';', decimal: ',', missing: ['?']}}"
        )
        #expect(numbers(table, "a") == [1.5])
        #expect(numbers(table, "y") == [nil])
        let lines = try data.table(
            #"{command: {command: [printf, '{"a": 1, "y": true}\n'], format: json_lines}}"#)
        #expect(types(lines) == ["a number", "y boolean"])
    }

    @Test("variables and the folder of the specification")
    func surroundings() throws {
        let data = try QueryTestData()
        let table = try data.table(
            "{command: {command: 'echo a,y; echo $GREETING,$(basename $PWD)', env: {GREETING: hello}}}")
        #expect(texts(table, "a") == ["hello"])
        #expect(texts(table, "y") == [data.folder.path.split(separator: "/").last.map(String.init)])
        let secret = data.problem("{command: {command: 'echo', env: {API_TOKEN: abc}}}")
        #expect(secret.contains("write ${secret:API_TOKEN}"))
        #expect(data.problem("{command: 'psql postgres://me:pw@host/db'}").contains("a password stands in"))
    }

    @Test(
        "what goes wrong is said with the last lines of what it complained",
        arguments: [
            ("'echo a,y; echo 1,2; echo broken >&2; exit 3'", "status 3", "broken"),
            ("'nosuchprogram --csv'", "status 127", "nosuchprogram"),
            ("[nosuchprogram]", "status 127", "not found"),
            ("'true'", "printed nothing", ""), ("''", "the command is empty", ""),
            ("'kill -9 $$'", "signal 9", ""), ("'echo a,y'", "has a header but no rows", ""),
        ])
    func failures(command: String, message: String, complaint: String) throws {
        let text = try QueryTestData().problem("{command: \(command)}")
        #expect(text.contains(message) && (complaint.isEmpty || text.contains(complaint)), "\(text)")
    }

    @Test("a command that does not end is ended, with what it has started")
    func patience() throws {
        let data = try QueryTestData()
        let text = data.problem(
            "{command: {command: 'sleep 1000 & echo $! > child; sleep 1000', timeout: 0.5 s}}")
        #expect(text.contains("did not end within 0.5 s"))
        let child = try String(contentsOfFile: data.folder.file("child"), encoding: .utf8)
        let number = try #require(Int32(child.trimmingCharacters(in: .whitespacesAndNewlines)))
        // It is killed at once; when it is gone is up to the system, and whoever takes over reaps it in its own time.
        func isGone() -> Bool {
            let state = (try? String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8)) ?? ") Z"
            return kill(number, 0) != 0 || state.contains(") Z")
        }
        for _ in 0..<500 where !isGone() { usleep(10_000) }
        #expect(isGone())
    }

    @Test("an answer that is young enough is taken again")
    func keeping() throws {
        let data = try QueryTestData()
        let command = "command: 'echo x >> log; echo a,y; wc -l < log | tr \"\\n\" ,; echo 2'"
        func first(_ rest: String, _ environment: DataEnvironment? = nil) throws -> Double? {
            // As another process.
            ResultStore.forget()
            return numbers(try data.table("{command: {\(command)\(rest)}}", environment: environment), "a")[0]
        }
        #expect(try first(", keep: 1 h") == 1)
        #expect(try first(", keep: 1 h") == 1)
        #expect(try first("") == 2)
        #expect(try first(", keep: 1 h") == 2)
        // A run that goes on takes the rows it was made of, whatever came later.
        var run = data.environment
        run.recordedResults = try data.pipeline("{command: {\(command)}}").sourceTable().files.map(\.sha256)
        #expect(try first("") == 3)
        #expect(try first("", run) == 2)
        // A file that is not what it was is asked for anew.
        let kept = data.folder.file("cache/answers")
        for name in try FileManager.default.contentsOfDirectory(atPath: kept) where name.hasSuffix(".csv") {
            try "a,y\n9,9\n".write(toFile: kept + "/" + name, atomically: true, encoding: .utf8)
        }
        #expect(try first("", run) == 4)
    }

    @Test("a large output arrives whole, also beside many complaints")
    func largeOutput() throws {
        let data = try QueryTestData()
        let table = try data.table(
            "{command: 'echo a,y; seq 1 200000 | sed \"s/$/,1/\"; seq 1 100000 >&2'}")
        #expect(table.rowCount == 200_000)
        #expect(numbers(table, "a").last == 200_000)
    }
}
