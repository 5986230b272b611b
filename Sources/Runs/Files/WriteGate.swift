/// Is asked before and after every change a run makes to its directory, and may refuse it by throwing.
///
/// Production uses `OpenGate`. Tests pass a gate that throws at the n-th moment and at every later one: for
/// the directory that is exactly what `kill -9` at that moment does, so "resumable after a stop at any
/// write" can be tested for every single write.
package protocol WriteGate: Sendable {
    func pass(_ moment: WriteMoment, path: String) throws
}

/// The moments between which the content of a run directory differs.
package enum WriteMoment: String, Sendable, CaseIterable {
    case beforeTemporary
    case beforeRename
    case afterRename
    case beforeAppend
    case afterAppend
    case beforeTruncate
    case beforeRemoval
}

/// The gate that lets everything through.
package struct OpenGate: WriteGate {
    package init() {}
    package func pass(_ moment: WriteMoment, path: String) throws {}
}
