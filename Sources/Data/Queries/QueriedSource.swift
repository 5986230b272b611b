import Foundation
import Spec

/// A source whose rows come from somebody who is asked: a database or a command. The answer is delimited text, kept in
/// the cache, and read as a file of such text is.
///
/// Who is asked, and when:
///
/// 1. a process that was answered once does not ask again;
/// 2. a run that goes on takes the rows it was made of, if they are still kept;
/// 3. an answer no older than `keep` is taken again;
/// 4. else somebody is asked, if that is allowed.
protocol QueriedSource: DataSource {
    /// What the specification says of the text.
    var text: CSVOptions { get }
    /// Identifies what is asked; holds no secret.
    var question: String { get }
    /// How long an answer is taken again.
    var keep: SpecDuration? { get }
    /// What people call it: the kind and the beginning of the query.
    var label: String { get }
    /// Whether it may be asked without a download being allowed, as by commands that only look.
    func isAtHand(in environment: DataEnvironment) -> Bool
    /// Whether the answer is delimited text.
    var isDelimited: Bool { get }
    /// Tells whether what is asked may have changed; empty where that cannot be told.
    func state(in environment: DataEnvironment) -> String
    /// Asks, and writes the answer.
    ///
    /// - Errors: `DataDiagnostics` for what is wrong in the specification or refused; `DataFileError` for the answer
    func answer(into file: ResultFile, _ environment: DataEnvironment) throws -> ResultForm
    /// What should be said although nothing is wrong.
    var warnings: [Diagnostic] { get }
    /// The rows of a file of such text.
    func rows(_ file: String, _ form: ResultForm, _ options: CSVOptions) throws -> Table
}

extension QueriedSource {
    package var declaredTypes: [String: ColumnType] { text.types }

    var isDelimited: Bool { true }
    var warnings: [Diagnostic] { [] }
    func state(in environment: DataEnvironment) -> String { "" }

    package func locate(in environment: DataEnvironment, progress: DataProgress?) throws -> LocatedSource {
        let store = ResultStore(environment)
        let state = state(in: environment)
        if let result = store.current(question, state: state) ?? known(store, environment) {
            if let located = located(result, store, environment) {
                store.use(result, for: question, state: state)
                return located
            }
        }
        guard isAtHand(in: environment) || environment.allowsDownload else {
            throw DownloadError(url: label, .notAllowed)
        }
        let began = Date()
        let file = try ResultFile(in: store.folder, name: label, progress: progress)
        let form = try answer(into: file, environment)
        let result = try store.keep(file, form: form, question: question, began: began)
        store.use(result, for: question, state: state)
        return LocatedSource(
            result: store.path(of: result), sha256: result.sha256, form: form, label: label, stamp: nil)
    }

    private func known(_ store: ResultStore, _ environment: DataEnvironment) -> KeptResult? {
        if let result = store.recorded(question, among: environment.recordedResults) { return result }
        if let seconds = keep?.seconds, let result = store.newest(question, within: seconds) { return result }
        let isOldEnough = environment.takesOldResults && !isAtHand(in: environment)
        return isOldEnough ? store.newest(question) : nil
    }

    /// Nil for a file that is not what it was.
    private func located(
        _ result: KeptResult, _ store: ResultStore, _ environment: DataEnvironment
    ) -> LocatedSource? {
        let path = store.path(of: result)
        let memo = FileHashMemo(folder: environment.cacheFolder)
        guard let known = try? memo.known(path), known.sha256 == result.sha256 else { return nil }
        return LocatedSource(
            result: path, sha256: result.sha256, form: result.form, label: label, stamp: known.stamp)
    }

    package func table(_ located: LocatedSource, as types: [String: ColumnType]) throws -> Table {
        var options = (located.form ?? ResultForm()).options(text)
        options.types.merge(types) { declared, _ in declared }
        return try rows(located.path, located.form ?? ResultForm(), options)
    }

    func rows(_ file: String, _ form: ResultForm, _ options: CSVOptions) throws -> Table {
        try CSVReader(path: file, name: label, options: options).read()
    }
}
