import Spec

/// Every penalty a specification can name, alphabetical.
package let penaltyFamily = ComponentFamily<any Penalty>(
    name: "penalty",
    summary: "A cost of the parameters themselves, added to what training makes small.",
    members: [
        L1Penalty.self,
        L2Penalty.self,
    ])
