import Spec

/// Every domain a sweep can name, alphabetical.
package let domainFamily = ComponentFamily<any Domain>(
    name: "domain",
    summary: "Which values a swept parameter may take; a bare list is a choice.",
    members: [
        ChoiceDomain.self,
        IntUniformDomain.self,
        LinspaceDomain.self,
        LogIntDomain.self,
        LogUniformDomain.self,
        LogspaceDomain.self,
        RangeDomain.self,
        UniformDomain.self,
    ])
