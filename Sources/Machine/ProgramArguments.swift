internal import CIntrinsics

/// What the program was started with.
package enum ProgramArguments {
    /// The program's name and its arguments. Swift reads them from `/proc`, which a container or a chroot may lack:
    /// then they are those the system handed to the process at its start.
    package static let list: [String] = {
        let known = CommandLine.arguments
        guard known.isEmpty, let values = assay_argument_values() else { return known }
        return (0..<Int(assay_argument_count())).compactMap { index in
            values[index].map { String(cString: $0) }
        }
    }()
}
