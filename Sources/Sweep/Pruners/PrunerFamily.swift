import Spec

/// Every pruner a sweep can name, alphabetical.
package let prunerFamily = ComponentFamily<any Pruner>(
    name: "pruner",
    summary: "Decides which trials of a sweep are not worth finishing.",
    members: [
        NoPruner.self
    ])
