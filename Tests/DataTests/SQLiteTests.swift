import Data
import Foundation
import Spec
import TestSupport
import Testing

@Suite("SQLite")
struct SQLiteTests {
    private static let flats = """
        create table flats(
            id integer primary key, zip text, kind varchar(10), area real, rooms int, price numeric, free, seen date);
        insert into flats values
            (1, '02139', 'loft', 40.5, 2, 1000, 1, '2024-01-01'), (2, '10115', 'flat', null, 3, 2000.5, 0, '2024-01-02'),
            (3, null, 'a, "b"', 60, '', 3000, null, null), (4, '00001', 'flat', 1e300, 4, -1, 1, '2024-01-02');
        """

    private func data() throws -> QueryTestData {
        let data = try QueryTestData()
        try data.database(Self.flats)
        return data
    }

    @Test("types follow the declarations, then the values")
    func declaredTypes() throws {
        let table = try data().table("{sqlite: {path: a.sqlite, query: 'select * from flats order by id'}}")
        #expect(
            types(table) == [
                "id number", "zip category", "kind category", "area number", "rooms number", "price number",
                "free number", "seen category",
            ])
        #expect(texts(table, "zip") == ["02139", "10115", nil, "00001"])
        #expect(texts(table, "kind") == ["loft", "flat", "a, \"b\"", "flat"])
        #expect(numbers(table, "area") == [40.5, nil, 60, 1e300])
        #expect(numbers(table, "rooms") == [2, 3, nil, 4])
        #expect(numbers(table, "price") == [1000, 2000.5, 3000, -1])
    }

    @Test("the specification's types and markers go before")
    func specifiedTypes() throws {
        let source =
            "{sqlite: {path: a.sqlite, query: 'select zip, kind, price from flats order by id', "
            + "types: {zip: number}, missing: [flat, -1], limit: 3}}"
        let table = try data().table(source)
        #expect(numbers(table, "zip") == [2139, 10115, nil])
        #expect(texts(table, "kind") == ["loft", nil, "a, \"b\""])
        #expect(table.rowCount == 3)
    }

    @Test("the same rows are known by the key of the file that holds them, whatever the source")
    func sameKeyAsFile() throws {
        let data = try data()
        // Written as COPY (FORMAT csv) and Python's csv do.
        try data.folder.write(
            "kind,area,price\nloft,40.5,1000\nflat,,2000.5\n\"a, \"\"b\"\"\",60.0,3000\n",
            to: "a.csv")
        let query = "select kind, area, price from flats where id < 4 order by id"
        let steps = "[{impute: area}, {one_hot: kind}]"
        func key(_ source: String) throws -> String {
            try data.pipeline(source, steps: steps, target: "price").prepare().key
        }
        let file = try key("{csv: a.csv}")
        #expect(try key("{sqlite: {path: a.sqlite, query: '\(query)'}}") == file)
        #expect(try key("{command: 'cat a.csv'}") == file)
        #expect(try key("{command: [cat, a.csv]}") == file)
        let typed = try key("{csv: {path: a.csv, types: {kind: category}, missing: ['?']}}")
        #expect(
            try key("{sqlite: {path: a.sqlite, query: '\(query)', types: {kind: category}, missing: ['?']}}")
                == typed)
        #expect(typed != file)
        #expect(
            try key("{concat: [{csv: a.csv}, {command: 'cat a.csv'}]}")
                == key("{concat: [{csv: a.csv}, {csv: a.csv}]}"))
    }

    @Test("where the file would be another table, the key is another one")
    func otherKeyThanFile() throws {
        let data = try QueryTestData()
        try data.database(
            "create table t(zip text, y real); insert into t values('02139', 1), ('10115', 2), ('2', 3), ('3', 4)"
        )
        try data.folder.write("zip,y\n02139,1.0\n10115,2.0\n2,3.0\n3,4.0\n", to: "a.csv")
        #expect(try data.key("{csv: a.csv}") != data.key("{sqlite: a.sqlite}", steps: "[{one_hot: zip}]"))
        #expect(numbers(try data.table("{csv: a.csv}"), "zip") == [2139, 10115, 2, 3])
        #expect(texts(try data.table("{sqlite: a.sqlite}"), "zip") == ["02139", "10115", "2", "3"])
    }

    @Test("NULL alone is missing: NA, none and the empty text are values")
    func values() throws {
        let data = try QueryTestData()
        try data.database(
            """
            create table t(country text, y real);
            insert into t values('NA', 1), ('', 2), (null, 3), ('none', 4), ('null', null);
            """)
        let table = try data.table("{sqlite: a.sqlite}")
        #expect(texts(table, "country") == ["NA", "", nil, "none", "null"])
        #expect(numbers(table, "y") == [1, 2, 3, 4, nil])
        let marked = try data.table("{sqlite: {path: a.sqlite, missing: [none, '']}}")
        #expect(texts(marked, "country") == ["NA", nil, nil, nil, "null"])
        // The same in the part-by-part reading of kept columns.
        let kept = try data.pipeline("{sqlite: a.sqlite}").keptColumns(["country"], at: .defaultValue)
        #expect((0..<5).map { kept.fields(row: $0) } == [["NA"], [""], [""], ["none"], ["null"]])
    }

    @Test("whole numbers that a double does not hold are kept as texts; a single column may have gaps")
    func numbersAndGaps() throws {
        let data = try QueryTestData()
        try data.database(
            "create table t(id int, y int); insert into t values(9007199254740993, 1), (1, 2), (null, 3)")
        let table = try data.table("{sqlite: a.sqlite}")
        #expect(texts(table, "id") == ["9007199254740993", "1", nil])
        let single = try data.table("{sqlite: {path: a.sqlite, query: 'select id > 1 as y from t'}}")
        #expect(numbers(single, "y") == [1, 0, nil])
    }

    @Test("values are given by position and by name")
    func parameters() throws {
        let data = try data()
        func rows(_ rest: String) throws -> [Double?] {
            numbers(try data.table("{sqlite: {path: a.sqlite, \(rest)}}"), "id")
        }
        #expect(
            try rows("query: 'select id from flats where id > ? and kind = ? order by 1', params: [1, flat]")
                == [2, 4])
        #expect(try rows("query: 'select id from flats where zip = :zip', params: {zip: '02139'}") == [1])
        #expect(try rows("query: 'select id from flats where price > ?', params: 2500.5") == [3])
        let text = data.problem(
            "{sqlite: {path: a.sqlite, query: 'select id from flats where id = ?', params: []}}")
        #expect(text.contains("leaves 1 value open"))
        let near = data.problem(
            "{sqlite: {path: a.sqlite, query: 'select id from flats where id = :id', params: {ide: 1}}}")
        #expect(near.contains("no value for ':id'"))
    }

    @Test(
        "what cannot be read is said",
        arguments: [
            ("{path: a.sqlite, query: 'select nosuch from flats'}", "no such column: nosuch"),
            ("{path: a.sqlite, query: 'delete from flats'}", "would change the database"),
            ("{path: a.sqlite, query: 'delete from flats returning id'}", "would change the database"),
            ("{path: a.sqlite, query: 'select 1; select 2'}", "more than one statement"),
            ("{path: a.sqlite, query: '-- nothing'}", "the query is empty"),
            ("{path: a.sqlite, query: 'select * from flats where 0'}", "gives no rows"),
            ("{path: a.sqlite, query: \"select x'00' as b, 1 as y\"}", "row 1 holds bytes"),
            ("{path: a.sqlite, table: flat}", "there is no table 'flat'"),
            ("{path: none.sqlite}", "there is no file 'none.sqlite'"),
            ("{path: text.sqlite}", "is no SQLite database"),
            ("{path: a.sqlite, table: a, query: 'select 1'}", "both say which rows"),
            ("{path: a.sqlite, query: 'select 1 as y', types: {nosuch: number}}", "has no column 'nosuch'"),
        ])
    func problems(source: String, sentence: String) throws {
        let data = try data()
        try data.folder.write("a,b\n1,2\n", to: "text.sqlite")
        let text = data.problem("{sqlite: \(source)}")
        #expect(text.contains(sentence), "\(text)")
    }

    @Test("a comment and a semicolon at the end are no second statement; several tables need a name")
    func statements() throws {
        let data = try data()
        let table = try data.table(
            "{sqlite: {path: a.sqlite, query: 'select id from flats; -- all of them'}}")
        #expect(table.rowCount == 4)
        try data.database("create table more(a)")
        #expect(data.problem("{sqlite: a.sqlite}").contains("has 2 tables"))
        #expect(try data.table("{sqlite: {path: a.sqlite, table: FLATS}}").rowCount == 4)
        #expect(try DatabaseTable.all(inFile: data.folder.file("a.sqlite")).map(\.rows) == [4, 0])
    }

    @Test("a database that changes is other data; one that is written to is read")
    func changes() throws {
        let data = try data()
        let source = "{sqlite: {path: a.sqlite, table: flats}}"
        try data.database("pragma journal_mode = wal")
        #expect(try data.table(source).rowCount == 4)
        try data.database("insert into flats(id) values (5)")
        #expect(try data.table(source).rowCount == 5)
    }
}
