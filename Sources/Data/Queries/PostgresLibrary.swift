import Foundation
import Machine

/// PostgreSQL's client library libpq, loaded on first use: nothing of the program depends on it but this source.
///
/// The declarations are our own; they hold for every version from 9.2 on.
///
/// Lifetime: loaded once for the process and never unloaded; any thread.
///
/// - Source: `libpq-fe.h` of PostgreSQL 15
final class PostgresLibrary: @unchecked Sendable {
    typealias Handle = OpaquePointer
    typealias Text = UnsafePointer<CChar>
    typealias Texts = UnsafePointer<UnsafePointer<CChar>?>

    /// Why it cannot be had.
    struct Missing: Error { var reason: String }

    let connect: @convention(c) (Texts, Texts, CInt) -> Handle?
    let status: @convention(c) (Handle) -> CInt
    let finish: @convention(c) (Handle) -> Void
    let connectionMessage: @convention(c) (Handle) -> Text?
    let serverVersion: @convention(c) (Handle) -> CInt
    let execute: @convention(c) (Handle, Text) -> Handle?
    let send:
        @convention(c) (
            Handle, Text, CInt, UnsafeRawPointer?, Texts?, UnsafeRawPointer?, UnsafeRawPointer?, CInt
        ) -> CInt
    let rowByRow: @convention(c) (Handle) -> CInt
    /// From version 17 on.
    let inChunks: (@convention(c) (Handle, CInt) -> CInt)?
    let result: @convention(c) (Handle) -> Handle?
    let resultStatus: @convention(c) (Handle) -> CInt
    let clear: @convention(c) (Handle) -> Void
    let errorField: @convention(c) (Handle, CInt) -> Text?
    let rowCount: @convention(c) (Handle) -> CInt
    let columnCount: @convention(c) (Handle) -> CInt
    let columnName: @convention(c) (Handle, CInt) -> Text?
    let columnType: @convention(c) (Handle, CInt) -> UInt32
    let isNull: @convention(c) (Handle, CInt, CInt) -> CInt
    let value: @convention(c) (Handle, CInt, CInt) -> UnsafePointer<UInt8>?
    let length: @convention(c) (Handle, CInt, CInt) -> CInt
    private let parse: @convention(c) (Text, UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer?
    private let freeOptions: @convention(c) (UnsafeMutableRawPointer) -> Void

    /// `PQconninfoOption`
    private struct Option {
        var keyword: UnsafePointer<CChar>?
        var environment: UnsafePointer<CChar>?
        var compiled: UnsafePointer<CChar>?
        var value: UnsafePointer<CChar>?
        var label: UnsafePointer<CChar>?
        var display: UnsafePointer<CChar>?
        var size: CInt
    }

    private static let variable = "ASSAY_LIBPQ"
    private static let loaded = Result { try PostgresLibrary() }

    static func shared() throws -> PostgresLibrary { try loaded.get() }

    private init() throws {
        let named = ProcessInfo.processInfo.environment[Self.variable].flatMap { $0.isEmpty ? nil : $0 }
        guard let image = dlopen(named ?? "libpq.so.5", RTLD_NOW | RTLD_LOCAL) else {
            throw Missing(
                reason: dlerror().map { PrintableText.oneLine(String(cString: $0)) } ?? "libpq.so.5")
        }
        func function<Function>(_ name: String, as type: Function.Type = Function.self) throws -> Function {
            guard let address = dlsym(image, name) else {
                throw Missing(
                    reason: "it has no function \(name): libpq of PostgreSQL 9.2 or newer is needed")
            }
            return unsafeBitCast(address, to: type)
        }
        connect = try function("PQconnectdbParams")
        status = try function("PQstatus")
        finish = try function("PQfinish")
        connectionMessage = try function("PQerrorMessage")
        serverVersion = try function("PQserverVersion")
        execute = try function("PQexec")
        send = try function("PQsendQueryParams")
        rowByRow = try function("PQsetSingleRowMode")
        inChunks = try? function("PQsetChunkedRowsMode", as: (@convention(c) (Handle, CInt) -> CInt).self)
        result = try function("PQgetResult")
        resultStatus = try function("PQresultStatus")
        clear = try function("PQclear")
        errorField = try function("PQresultErrorField")
        rowCount = try function("PQntuples")
        columnCount = try function("PQnfields")
        columnName = try function("PQfname")
        columnType = try function("PQftype")
        isNull = try function("PQgetisnull")
        value = try function("PQgetvalue")
        length = try function("PQgetlength")
        parse = try function("PQconninfoParse")
        freeOptions = try function("PQconninfoFree")
    }

    /// What an address says, by keyword; nil for one that cannot be understood.
    func parts(of address: String) -> [String: String]? {
        guard let block = parse(address, nil) else { return nil }
        defer { freeOptions(block) }
        let options = block.assumingMemoryBound(to: Option.self)
        var parts: [String: String] = [:]
        var index = 0
        while let keyword = options[index].keyword {
            if let value = options[index].value { parts[String(cString: keyword)] = String(cString: value) }
            index += 1
        }
        return parts
    }
}
