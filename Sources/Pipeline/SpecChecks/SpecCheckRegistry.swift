/// Every cross-field rule, alphabetical; one file each in this folder.
package let specChecks: [any SpecCheck.Type] = [
    BalanceWithoutClasses.self,
    BatchLargerThanTraining.self,
    LossAgainstClasses.self,
    MetricAgainstTarget.self,
    MonitorWithoutValidation.self,
    PatienceLongerThanTraining.self,
    PatternWithoutParameter.self,
    RepeatedMetric.self,
    RepeatedStep.self,
    RestoreBestWithoutValidation.self,
    ScheduleLongerThanTraining.self,
    SolverBesideTraining.self,
    SplitLeavesNothing.self,
    UnknownMonitor.self,
    UnsuitedSecondOrderOptimizer.self,
    WarmupLongerThanTraining.self,
]
