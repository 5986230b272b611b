/// The version of the program, as `assay --version` prints it and `run.json` records it.
package enum ProgramVersion {
    package static let text = "0.5.0"
}
