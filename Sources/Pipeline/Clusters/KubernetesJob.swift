import Foundation

/// The manifest of an Indexed Job of Kubernetes whose pods are workers of a sweep.
///
/// It is printed and nothing else: `kubectl apply -f` creates it, and every cluster has its own idea of volumes.
package struct KubernetesJob {
    package var name: String
    var workers: Int
    var parallelism: Int?
    var image: String
    /// A claim for the volume that all workers share.
    var claim: String
    /// Where the volume is mounted; workers run in it.
    var mount: String
    var namespace: String?
    var cpus: String?
    var memory: String?
    /// The program and its arguments.
    var command: [String]

    static let option = "--kubernetes"

    /// - Errors: `ClusterOptions.Mistake`
    package init(_ text: String, name: String, arguments: [String]) throws {
        let keys: [ClusterOptions.Key] = [
            "workers", "parallelism", "image", "claim", "mount", "namespace", "cpus", "mem", "name",
        ].map { .init(name: $0) }
        let options = try ClusterOptions(text, keys: keys, option: Self.option)
        workers = try options.count("workers", in: 1...10_000, option: Self.option) ?? 4
        parallelism = try options.count("parallelism", in: 1...10_000, option: Self.option)
        image = options["image"] ?? "assay:latest"
        claim = options["claim"] ?? "assay"
        mount = options["mount"] ?? "/work"
        namespace = options["namespace"]
        cpus = options["cpus"]
        memory = options["mem"].map { Self.memory($0) }
        self.name = Self.label(options["name"] ?? "assay-" + name)
        command = ["assay"] + arguments
    }

    /// Lowercase letters, digits and hyphens, at most 63.
    static func label(_ text: String) -> String {
        let mapped = text.lowercased().map { character -> Character in
            character.isASCII && (character.isLetter || character.isNumber) ? character : "-"
        }
        let cut = String(mapped.prefix(63)).trimmingCharacters(in: CharacterSet(charactersIn: "-"))
        return cut.isEmpty ? "assay" : cut
    }

    /// `4G` as Kubernetes means it.
    private static func memory(_ text: String) -> String {
        if Int(text) != nil { return text + "Gi" }
        return text.last.map { "KMGT".contains($0.uppercased()) } ?? false ? text.uppercased() + "i" : text
    }

    package var text: String {
        var lines = [
            "# Workers of a sweep, one Indexed Job. 'kubectl apply -f' creates it; all pods share the volume of the claim,",
            "# where the specification and the results lie.",
            "apiVersion: batch/v1", "kind: Job", "metadata:", "  name: \(Self.scalar(name))",
        ]
        if let namespace { lines.append("  namespace: \(Self.scalar(namespace))") }
        lines += [
            "spec:", "  completionMode: Indexed", "  completions: \(workers)",
            "  parallelism: \(parallelism ?? workers)",
            "  backoffLimitPerIndex: 3", "  maxFailedIndexes: \(workers)",
            "  podFailurePolicy:", "    rules:",
            "      # Evicted or preempted: the next pod goes on from the checkpoint.",
            "      - action: Ignore", "        onPodConditions:", "          - type: DisruptionTarget",
            "      # 75: stopped by a signal or a time limit, to be continued.",
            "      - action: Ignore",
            "        onExitCodes: {containerName: worker, operator: In, values: [75]}",
            "      # 1: no trial finished; 2: the specification is wrong. Trying again would not help.",
            "      - action: FailIndex",
            "        onExitCodes: {containerName: worker, operator: In, values: [1, 2]}",
            "  template:", "    spec:", "      restartPolicy: Never",
            "      # Time to write a checkpoint.", "      terminationGracePeriodSeconds: 60",
            "      containers:", "        - name: worker", "          image: \(Self.scalar(image))",
            "          workingDir: \(Self.scalar(mount))", "          command:",
        ]
        lines += command.map { "            - \(Self.scalar($0))" }
        if cpus != nil || memory != nil {
            let amounts = [
                cpus.map { "cpu: \(Self.scalar($0))" }, memory.map { "memory: \(Self.scalar($0))" },
            ]
            let list = amounts.compactMap { $0 }.joined(separator: ", ")
            lines += [
                "          resources:", "            requests: {\(list)}", "            limits: {\(list)}",
            ]
        }
        lines += [
            "          volumeMounts:", "            - {name: shared, mountPath: \(Self.scalar(mount))}",
            "      volumes:", "        - name: shared",
            "          persistentVolumeClaim: {claimName: \(Self.scalar(claim))}",
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    /// A text as YAML takes it for a text.
    private static func scalar(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}

/// `assay sweep --kubernetes`: prints the manifest.
package enum PrintKubernetesJob {
    package static func perform(_ request: SweepRequest, options text: String, output: CommandOutput)
        -> CommandStatus
    {
        output.catching {
            let stem = ((request.specification as NSString).lastPathComponent as NSString)
                .deletingPathExtension
            do {
                let command = Array(try OwnProgram.workerCommand().dropFirst())
                let job = try KubernetesJob(text, name: stem, arguments: command)
                output.results.write(job.text)
            } catch let mistake as ClusterOptions.Mistake {
                throw CommandFailure(.command, mistake.message)
            }
            return .done
        }
    }
}
