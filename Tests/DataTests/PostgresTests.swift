import Data
import Foundation
import Spec
import TestSupport
import Testing

@Suite(
    "PostgreSQL", .serialized,
    .enabled(
        if: ProcessInfo.processInfo.environment["ASSAY_TEST_POSTGRES"] != nil,
        "set ASSAY_TEST_POSTGRES=1 to start a server for these tests"))
struct PostgresTests {
    private static let table = """
        drop table if exists flats;
        create type form as enum ('loft', 'flat');
        create table flats(
            id bigint primary key, zip text, kind form, area float8, rooms smallint, price numeric(10, 2), free boolean,
            seen timestamptz, day date, note varchar(20), tags text[], code uuid, ratio real);
        insert into flats values
            (2, '10115', 'flat', 0.1, 3, 2000.50, false, '2024-07-01 12:00+02', '2024-07-01', '', '{a,b}',
             '00000000-0000-0000-0000-000000000001', 0.1),
            (1, '02139', 'loft', 1e300, 2, 1000, true, '2024-01-01 00:30+01', null, 'NA', null, null, 'NaN'),
            (3, null, null, 'Infinity', null, 'NaN', null, null, '2024-01-01', 'a, "b"', '{}', null, -1e-10);
        """

    /// Runs the body where there is a server.
    private func withServer(_ body: (PostgresServer, QueryTestData) throws -> Void) throws {
        do {
            let server = try PostgresServer.shared.get()
            try server.execute("drop table if exists flats; drop type if exists form; " + Self.table)
            setenv("ASSAY_TEST_DATABASE", server.address, 1)
            try body(server, try QueryTestData())
        } catch let absent as PostgresServer.Absent {
            print("skipped: \(absent)")
        }
    }

    private let address = "url: '${env:ASSAY_TEST_DATABASE}'"

    @Test("types are the database's")
    func types() throws {
        try withServer { _, data in
            let table = try data.table("{postgres: {\(address), query: 'select * from flats order by id'}}")
            #expect(
                DataTests.types(table) == [
                    "id number", "zip category", "kind category", "area number", "rooms number",
                    "price number",
                    "free boolean", "seen category", "day category", "note category", "tags category",
                    "code category", "ratio number",
                ])
            #expect(texts(table, "zip") == ["02139", "10115", nil])
            #expect(numbers(table, "area") == [1e300, 0.1, .infinity])
            #expect(numbers(table, "price") == [1000, 2000.5, nil])
            #expect(numbers(table, "ratio") == [nil, 0.1, -1e-10])
            #expect(texts(table, "free") == ["true", "false", nil])
            #expect(texts(table, "seen") == ["2023-12-31 23:30:00+00", "2024-07-01 10:00:00+00", nil])
            #expect(texts(table, "note") == ["NA", "", "a, \"b\""])
            #expect(texts(table, "tags") == [nil, "{a,b}", "{}"])
        }
    }

    @Test("the rows have the key of the file that COPY writes")
    func sameKeyAsFile() throws {
        try withServer { server, data in
            let query = "select kind, area, rooms, price, id as y from flats order by id"
            let text = data.folder.file("a.csv")
            #expect(
                PostgresServer.run(
                    "PGPASSWORD='\(PostgresServer.password)' psql -h \(server.folder) -p \(server.port) -U assay "
                        + "-d postgres -c 'copy (\(query)) to stdout (format csv, header)' > \(text)") == 0)
            let steps = "[{drop: [area, price, rooms]}, {impute: kind}, {one_hot: kind}]"
            let file = try data.key("{csv: a.csv}", steps: steps)
            #expect(try data.key("{postgres: {\(address), query: '\(query)'}}", steps: steps) == file)
        }
    }

    @Test("values, tables in the order of their key, other addresses")
    func waysToAsk() throws {
        try withServer { server, data in
            let some = try data.table(
                "{postgres: {\(address), query: 'select id from flats where id > $1 and kind = $2::form order by id', "
                    + "params: [1, flat]}}")
            #expect(numbers(some, "id") == [2])
            let all = try data.table("{postgres: {\(address), table: public.flats}}")
            #expect(numbers(all, "id") == [1, 2, 3])
            setenv("ASSAY_TEST_DATABASE", server.url, 1)
            #expect(try data.table("{postgres: {\(address), table: flats}}").rowCount == 3)
            // Rows by the thousand, in the order asked for.
            let many = try data.table(
                "{postgres: {\(address), query: 'select i, -i as y from generate_series(1, 25000) i order by i'}}"
            )
            #expect(many.rowCount == 25_000)
            #expect(numbers(many, "i").last == 25_000)
        }
    }

    @Test(
        "what goes wrong is said",
        arguments: [
            ("query: 'select nosuch from flats'", "column \"nosuch\" does not exist"),
            ("query: 'delete from flats returning id'", "would change the database"),
            ("query: 'select 1; select 2'", "multiple commands"),
            ("query: 'select 1 as y where false'", "gives no rows"), ("query: ''", "gives no rows"),
            ("query: 'select pg_sleep(30)', timeout: 0.2 s", "was given up"),
            ("query: \"select '\\\\x00'::bytea as b\"", "holds bytes"),
            ("query: 'select 1 as y where 1 = $1'", "parameter"),
            ("table: nosuch", "\"nosuch\" does not exist"),
            ("params: {a: 1}, table: flats", "numbers the values of a query"),
            ("query: 'select 1', table: flats", "both say which rows"),
            ("keep: 1 h", "needs 'query' or 'table'"),
        ])
    func problems(fields: String, sentence: String) throws {
        try withServer { _, data in
            let text = data.problem("{postgres: {\(address), \(fields)}}")
            #expect(text.contains(sentence), "\(text)")
            #expect(!text.contains(PostgresServer.password))
        }
    }

    @Test("a password does not stand in a specification, and never in what is shown of it")
    func secrets() throws {
        let plain = try QueryTestData().problem(
            "{postgres: {url: 'postgresql://me:hunter22@localhost/db', table: flats}}")
        #expect(plain.contains("a password stands in 'url'"))
        let named = try QueryTestData().problem("{postgres: {url: 'host=a password=hunter22', table: flats}}")
        #expect(named.contains("a password stands in 'url'"))
        try withServer { server, data in
            for address in [server.address, server.url] {
                setenv("ASSAY_TEST_DATABASE", address, 1)
                let pipeline = try data.pipeline("{postgres: {\(self.address), table: flats}}")
                let files = try pipeline.sourceTable().files
                let kept = try FileManager.default.subpathsOfDirectory(atPath: data.folder.path)
                let texts = kept.compactMap {
                    try? String(contentsOfFile: data.folder.file($0), encoding: .utf8)
                }
                #expect(!texts.isEmpty)
                for text in texts + files.map(\.path) { #expect(!text.contains("S3cret")) }
            }
            setenv("ASSAY_TEST_DATABASE", server.address.replacing("S3cret", with: "wrong"), 1)
            let text = data.problem("{postgres: {\(self.address), query: 'select 1 as y'}}")
            #expect(text.contains("no connection") && text.contains("authentication failed"))
            #expect(!text.contains("pw-wrong"))
        }
    }

    @Test("nothing is asked offline; a query without an order is warned of")
    func offline() throws {
        try withServer { _, data in
            var offline = data.environment
            offline.isOffline = true
            offline.takesOldResults = true
            offline.allowsDownload = false
            let source = "{postgres: {\(address), query: 'select id, area as y from flats'}}"
            #expect(data.problem(source, environment: offline).contains("downloads are switched off"))
            #expect(try data.table(source).rowCount == 3)
            #expect(try data.table(source, environment: offline).rowCount == 3)
            let warnings = try data.pipeline(source).plan().warnings.map(\.code)
            #expect(warnings.contains("unordered-query"))
        }
    }
}
