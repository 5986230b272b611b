import Foundation
import Kernels

/// Tables as cache entries have them: a description, and the columns' values as they lie in memory.
///
/// Numbers are written with NaN for missing, in one or two bytes where all of them are whole and small, categories as
/// codes with their levels in the description, truth values as bytes with their bitmap, text as bytes with the ends of
/// the values. Tensors are not written: reading their files again is as fast.
enum TableFile {
    struct Description: Codable {
        var rows: Int
        var columns: [ColumnDescription]
        var parts: [Part]
        var isProvisional: Bool
        var rowIds: CacheSection?
    }

    struct ColumnDescription: Codable {
        var name: String
        var type: ColumnType
        var remark: String?
        var holdsWholeNumbers: Bool
        /// What the schema knows of the values.
        var levels: [String]?
        var values: CacheSection
        /// Bytes of a number that is not written in eight.
        var width: Int?
        var ends: CacheSection?
        var validity: CacheSection?
        var hasMissing: Bool
    }

    struct Part: Codable {
        var name: String
        var lower: Int
        var upper: Int
    }

    /// Bytes the table would take; nil when it cannot be written.
    static func byteCount(_ table: Table) -> Int? {
        var total = (table.rowIds?.count ?? 0) * 4
        for column in table.columns {
            switch column {
            case .numbers(let numbers): total += numbers.count * 8
            case .categories(let categories):
                // Levels stand in the description, which is read as a whole.
                guard categories.levels.count <= 1 << 16 else { return nil }
                total += categories.count * 4
            case .booleans(let booleans): total += booleans.count * 2
            case .text(let text): total += text.bytes.count + text.count * 9
            case .tensors: return nil
            }
        }
        return total
    }

    // MARK: Writing

    static func describe(_ table: Table, in sections: inout CacheSections) -> Description {
        let columns = zip(table.schema.columns, table.columns).map { schema, column in
            describe(schema, column, in: &sections)
        }
        return Description(
            rows: table.rowCount, columns: columns,
            parts: table.parts.map {
                Part(name: $0.name, lower: $0.rows.lowerBound, upper: $0.rows.upperBound)
            }, isProvisional: table.schema.isProvisional, rowIds: table.rowIds.map { sections.add($0) })
    }

    private static func describe(
        _ schema: ColumnSchema, _ column: Column, in sections: inout CacheSections
    ) -> ColumnDescription {
        var description = ColumnDescription(
            name: schema.name, type: column.type, remark: schema.remark,
            holdsWholeNumbers: schema.holdsWholeNumbers, levels: schema.levels,
            values: CacheSection(offset: 0, byteCount: 0, checksum: 0), hasMissing: column.missingCount > 0)
        switch column {
        case .numbers(let numbers):
            if let bytes = NarrowNumbers.narrowed(numbers.values, as: UInt8.self) {
                description.width = 1
                description.values = sections.add(bytes)
            } else if let words = NarrowNumbers.narrowed(numbers.values, as: UInt16.self) {
                description.width = 2
                description.values = sections.add(words)
            } else {
                description.values = sections.add(
                    UnsafeRawBufferPointer(numbers.values), keeping: numbers.storage)
            }
        case .categories(let categories):
            description.levels = categories.levels
            description.values = sections.add(categories.codes)
        case .booleans(let booleans):
            description.values = sections.add(booleans.values)
            description.validity = booleans.validity.map { sections.add($0.words) }
        case .text(let text):
            description.values = sections.add(text.bytes)
            description.ends = sections.add(text.ends)
            description.validity = text.validity.map { sections.add($0.words) }
        case .tensors: break
        }
        return description
    }

    // MARK: Reading

    static func read(_ description: Description, from file: CacheFileReader) throws -> Table {
        let rows = description.rows
        guard rows >= 0, rows <= Int(Int32.max) else { throw PreparedFile.Damage("its rows are damaged") }
        let columns = try description.columns.map { try column($0, rows: rows, from: file) }
        let schema = TableSchema(
            zip(description.columns, columns).map { description, column in
                var schema = ColumnSchema(
                    name: description.name, type: column.type, remark: description.remark,
                    levels: description.levels)
                schema.holdsWholeNumbers = description.holdsWholeNumbers
                return schema
            }, isProvisional: description.isProvisional)
        let ids = try description.rowIds.map { try file.array($0, of: Int32.self, count: rows) }
        let parts = try description.parts.map { part in
            guard part.lower >= 0, part.lower <= part.upper else {
                throw PreparedFile.Damage("its parts are damaged")
            }
            return TablePart(name: part.name, rows: part.lower..<part.upper)
        }
        do {
            return try Table(schema: schema, columns: columns, rowIds: ids, parts: parts)
        } catch let error as TableError {
            throw PreparedFile.Damage(error.description)
        }
    }

    private static func column(
        _ description: ColumnDescription, rows: Int, from file: CacheFileReader
    ) throws -> Column {
        func validity() throws -> Bitmap? {
            try description.validity.map {
                Bitmap(words: try file.array($0, of: UInt64.self, count: (rows + 63) / 64), count: rows)
            }
        }
        switch description.type {
        case .number:
            let storage = NumberStorage(uninitialized: rows)
            let section = description.values
            switch description.width {
            case nil:
                try file.fill(
                    UnsafeMutableRawBufferPointer(start: storage.pointer, count: rows * 8), section)
            case 1:
                let bytes = try file.array(section, of: UInt8.self, count: rows)
                NarrowNumbers.widen(bytes, into: storage.pointer)
            case 2:
                let words = try file.array(section, of: UInt16.self, count: rows)
                NarrowNumbers.widen(words, into: storage.pointer)
            case let width?: throw PreparedFile.Damage("its numbers have \(width) bytes")
            }
            let validity = description.hasMissing ? NumberColumn.presence(storage) : nil
            return .numbers(NumberColumn(storage: storage, validity: validity))
        case .category:
            let levels = description.levels ?? []
            let codes = try file.array(description.values, of: Int32.self, count: rows)
            guard codes.allSatisfy({ $0 < Int32(levels.count) }) else {
                throw PreparedFile.Damage("its categories are damaged")
            }
            return .categories(CategoryColumn(codes: codes, levels: levels))
        case .boolean:
            let values = try file.array(description.values, of: UInt8.self, count: rows)
            return .booleans(BooleanColumn(values: values, validity: try validity()))
        case .text:
            let bytes = try file.array(
                description.values, of: UInt8.self, count: description.values.byteCount)
            guard let section = description.ends else { throw PreparedFile.Damage("its text is damaged") }
            let ends = try file.array(section, of: Int.self, count: rows)
            let isAscending = zip([0] + ends, ends).allSatisfy { $0 <= $1 }
            guard isAscending, ends.last ?? 0 <= bytes.count else {
                throw PreparedFile.Damage("its text is damaged")
            }
            return .text(TextColumn(bytes: bytes, ends: ends, validity: try validity()))
        case .tensor:
            throw PreparedFile.Damage("it holds tensors")
        }
    }
}
