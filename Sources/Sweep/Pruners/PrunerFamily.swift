import Spec

/// Every pruner a sweep can name, alphabetical.
package let prunerFamily = ComponentFamily<any Pruner>(
    name: "pruner",
    summary: "Decides which trials of a sweep are not worth finishing.",
    members: [
        AsynchronousHalvingPruner.self,
        HyperbandPruner.self,
        MedianPruner.self,
        NoPruner.self,
        PercentilePruner.self,
        SuccessiveHalvingPruner.self,
        ThresholdPruner.self,
    ])
