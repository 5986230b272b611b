import Spec

/// Every initializer a specification can name, alphabetical.
package let initializerFamily = ComponentFamily<any Initializer>(
    name: "initializer",
    summary: "The values a parameter starts with.",
    members: [
        ConstantInitializer.self,
        DiracInitializer.self,
        IdentityInitializer.self,
        KaimingNormalInitializer.self,
        KaimingUniformInitializer.self,
        LecunNormalInitializer.self,
        LecunUniformInitializer.self,
        NormalInitializer.self,
        OnesInitializer.self,
        OrthogonalInitializer.self,
        RandomSignsInitializer.self,
        SparseInitializer.self,
        TruncatedNormalInitializer.self,
        UniformInitializer.self,
        VarianceScalingInitializer.self,
        XavierNormalInitializer.self,
        XavierUniformInitializer.self,
        ZerosInitializer.self,
    ])
