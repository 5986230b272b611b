import Spec

/// Every sampler a sweep can name, alphabetical.
package let samplerFamily = ComponentFamily<any Sampler>(
    name: "sampler",
    summary: "Proposes the points of a sweep.",
    members: [
        GridSampler.self,
        RandomSampler.self,
        SobolSampler.self,
        TPESampler.self,
    ])
