import Foundation
import Machine

/// XGBoost's C interface, loaded on first use: nothing of the program depends on it but models of trees.
///
/// The declarations are our own. They hold for every version from 1.7 on, whose functions have the same arguments;
/// what a version has in addition is found out by its number.
///
/// Lifetime: loaded once for the process and never unloaded; any thread.
///
/// - Source: `xgboost/c_api.h` of XGBoost 1.7 and 3.0
package final class XGBoostLibrary: @unchecked Sendable {
    typealias Handle = UnsafeMutableRawPointer
    typealias Bytes = UnsafePointer<CChar>
    typealias Out<Value> = UnsafeMutablePointer<Value>

    /// The version, such as (1, 7, 4).
    package let version: (major: Int, minor: Int, patch: Int)
    /// The file as it was asked for.
    package let path: String

    let lastError: @convention(c) () -> Bytes?
    let createDense: @convention(c) (Bytes, Bytes, Out<Handle?>) -> CInt
    let freeMatrix: @convention(c) (Handle) -> CInt
    let setInfo: @convention(c) (Handle, Bytes, Bytes) -> CInt
    let setFeatureInfo: @convention(c) (Handle, Bytes, UnsafePointer<Bytes?>?, UInt64) -> CInt
    let createBooster: @convention(c) (UnsafePointer<Handle?>?, UInt64, Out<Handle?>) -> CInt
    let freeBooster: @convention(c) (Handle) -> CInt
    let setParameter: @convention(c) (Handle, Bytes, Bytes) -> CInt
    let update: @convention(c) (Handle, CInt, Handle) -> CInt
    let boost: @convention(c) (Handle, Handle, Out<Float>, Out<Float>, UInt64) -> CInt
    let predict:
        @convention(c) (
            Handle, Handle, Bytes, Out<UnsafePointer<UInt64>?>, Out<UInt64>, Out<UnsafePointer<Float>?>
        ) -> CInt
    let save: @convention(c) (Handle, Bytes, Out<UInt64>, Out<Bytes?>) -> CInt
    let load: @convention(c) (Handle, UnsafeRawPointer, UInt64) -> CInt
    let slice: @convention(c) (Handle, CInt, CInt, CInt, Out<Handle?>) -> CInt
    let rounds: @convention(c) (Handle, Out<CInt>) -> CInt
    let setAttribute: @convention(c) (Handle, Bytes, Bytes) -> CInt
    let attribute: @convention(c) (Handle, Bytes, Out<Bytes?>, Out<CInt>) -> CInt
    let featureScore:
        @convention(c) (
            Handle, Bytes, Out<UInt64>, Out<UnsafePointer<Bytes?>?>, Out<UInt64>,
            Out<UnsafePointer<UInt64>?>, Out<UnsafePointer<Float>?>
        ) -> CInt

    /// The names under which the system may have it.
    private static let usualNames = ["libxgboost.so.0", "libxgboost.so"]
    private static let variable = "ASSAY_XGBOOST"
    private static let loaded = Result { try find() }

    /// The library.
    ///
    /// - Errors: `BoostingError` that says what to install
    package static func shared() throws -> XGBoostLibrary { try loaded.get() }

    /// Whether models of trees can be trained here.
    package static var isAvailable: Bool { (try? shared()) != nil }

    private static func find() throws -> XGBoostLibrary {
        if let path = ProcessInfo.processInfo.environment[variable], !path.isEmpty {
            do {
                return try XGBoostLibrary(path: path)
            } catch let error as BoostingError {
                throw BoostingError(
                    "the library that \(variable) names cannot be used (\(error.description))",
                    help: "name a libxgboost.so of version 1.7 or newer, or unset \(variable)")
            }
        }
        var reasons: [String] = []
        for name in usualNames {
            do {
                return try XGBoostLibrary(path: name)
            } catch let error as BoostingError {
                reasons.append(error.description)
            }
        }
        throw BoostingError(
            "models of trees need the library XGBoost, which is not installed (\(reasons.first ?? ""))",
            help: "apt install libxgboost-dev, or name a libxgboost.so in \(variable)")
    }

    private init(path: String) throws {
        // Its threads would otherwise spin while they wait for each other, which takes the processor away from the very
        // threads they wait for wherever the machine is busy. Read by the runtime of OpenMP when it is loaded.
        setenv("OMP_WAIT_POLICY", "PASSIVE", 0)
        guard let image = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
            let words = dlerror().map { PrintableText.oneLine(String(cString: $0)) }
            throw BoostingError(words ?? path)
        }
        func function<Function>(_ name: String, as type: Function.Type = Function.self) throws -> Function {
            guard let address = dlsym(image, name) else {
                throw BoostingError("\(path) has no function \(name): XGBoost 1.7 or newer is needed")
            }
            return unsafeBitCast(address, to: type)
        }
        self.path = path
        lastError = try function("XGBGetLastError")
        createDense = try function("XGDMatrixCreateFromDense")
        freeMatrix = try function("XGDMatrixFree")
        setInfo = try function("XGDMatrixSetInfoFromInterface")
        setFeatureInfo = try function("XGDMatrixSetStrFeatureInfo")
        createBooster = try function("XGBoosterCreate")
        freeBooster = try function("XGBoosterFree")
        setParameter = try function("XGBoosterSetParam")
        update = try function("XGBoosterUpdateOneIter")
        boost = try function("XGBoosterBoostOneIter")
        predict = try function("XGBoosterPredictFromDMatrix")
        save = try function("XGBoosterSaveModelToBuffer")
        load = try function("XGBoosterLoadModelFromBuffer")
        slice = try function("XGBoosterSlice")
        rounds = try function("XGBoosterBoostedRounds")
        setAttribute = try function("XGBoosterSetAttr")
        attribute = try function("XGBoosterGetAttr")
        featureScore = try function("XGBoosterFeatureScore")
        typealias Version = @convention(c) (Out<CInt>, Out<CInt>, Out<CInt>) -> Void
        var (major, minor, patch): (CInt, CInt, CInt) = (0, 0, 0)
        try function("XGBoostVersion", as: Version.self)(&major, &minor, &patch)
        version = (Int(major), Int(minor), Int(patch))
        // What the library would print goes to its own caller as errors; warnings about parameters are none of ours.
        typealias Configure = @convention(c) (Bytes) -> CInt
        _ = try function("XGBSetGlobalConfig", as: Configure.self)("{\"verbosity\": 0}")
    }

    /// Throws what the library says went wrong in a call that did not give 0.
    func check(_ status: CInt, _ action: String) throws {
        guard status != 0 else { return }
        throw BoostingError("XGBoost could not \(action): \(Self.firstSentence(lastError()))")
    }

    /// Messages of the library carry a time, a place in its sources, and a stack trace.
    private static func firstSentence(_ message: Bytes?) -> String {
        guard let message else { return "it does not say why" }
        let lines = String(cString: message).split(separator: "\n").map(String.init)
        let told = lines.first { !$0.isEmpty } ?? "it does not say why"
        let text = told.split(separator: "] ", maxSplits: 1).last.map(String.init) ?? told
        guard let place = text.range(of: ".cc:") ?? text.range(of: ".h:"),
            let end = text[place.upperBound...].firstIndex(of: ":")
        else { return PrintableText.oneLine(text) }
        let rest = text[text.index(after: end)...].trimmingCharacters(in: .whitespaces)
        return PrintableText.oneLine(rest)
    }
}
