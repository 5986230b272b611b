import Foundation
import Machine
import Pipeline
import Testing

@Suite("Sweeps and runs on clusters")
struct ClusterTests {
    private func message(_ text: String) -> String {
        do {
            _ = try SlurmOptions(text)
            return "none"
        } catch let mistake as ClusterOptions.Mistake {
            return mistake.message
        } catch {
            return "another"
        }
    }

    @Test("Keys become options of sbatch; commas in brackets and quotes belong to their values")
    func directives() throws {
        let options = try SlurmOptions(
            "workers=8, time=2h,cpus=4,mem=8G,partition=gpu,exclude=n[1,3],gpus=1,"
                + "setup='module load gcc, cuda',setup=\"export A=1\",array_parallelism=2,sbatch=switches=1")
        #expect(options.workers == 8 && options.arrayParallelism == 2 && options.requeues)
        #expect(options.setup == ["module load gcc, cuda", "export A=1"])
        #expect(
            options.directives == [
                "--time=02:00:00", "--cpus-per-task=4", "--mem=8G", "--partition=gpu", "--gpus-per-node=1",
                "--exclude=n[1,3]", "--switches=1",
            ])
        let submitits = try SlurmOptions("timeout_min=90,mem_gb=4,cpus_per_task=2,job_name=x,requeue=false")
        #expect(submitits.directives == ["--job-name=x", "--time=90", "--cpus-per-task=2", "--mem=4G"])
        #expect(!submitits.requeues && submitits.workers == 4)
        #expect(try SlurmOptions("").directives.isEmpty)
    }

    @Test("Times and memory in the ways people write them")
    func amounts() throws {
        #expect(try SlurmOptions.time("90min") == "01:30:00")
        #expect(try SlurmOptions.time("1d 6h") == "1-06:00:00")
        #expect(try SlurmOptions.time("1-12:00:00") == "1-12:00:00")
        #expect(try SlurmOptions.time("30") == "30")
        #expect(try SlurmOptions.memory("512M") == "512M")
        #expect(try SlurmOptions.memory("1.5G") == "1536M")
        #expect(try SlurmOptions.memory("4GB") == "4G")
        #expect(try SlurmOptions.memory("0") == "0")
        #expect(ClusterTime.seconds("1h30m") == 5400)
        #expect(ClusterTime.seconds("90 s") == 90)
        for wrong in ["", "2", "h", "2 parsecs", "-1h", "1e400h"] {
            #expect(ClusterTime.seconds(wrong) == nil)
        }
    }

    @Test(
        "What is written wrongly is said with what to do",
        arguments: [
            ("worker=8", "--slurm has no key 'worker'; did you mean 'workers'?"),
            ("seed=3", "--slurm has no key 'seed'; "),
            ("workers=0", "'workers' must be a whole number from 1"),
            ("workers=many", "not 'many'"), ("workers", "not by 'workers'"), ("time=soon", "not 'soon'"),
            ("mem=lots", "not 'lots'"), ("time=1h,time=2h", "--slurm has 'time' twice"),
            ("requeue=maybe", "'requeue' must be true or false"), ("partition=", "'partition' needs a value"),
            ("setup=a\nb", "needs a value in one line"), ("mem=1e300T", "more than any machine"),
        ])
    func mistakes(text: String, part: String) {
        #expect(message(text).contains(part), "\(message(text))")
    }

    @Test(
        "An option without a value is told from one with; workers get the command without what is done once")
    func arguments() {
        let completed = ClusterOptions.completed
        #expect(completed(["sweep", "a.yaml", "--slurm"]) == ["sweep", "a.yaml", "--slurm=,"])
        #expect(completed(["sweep", "--slurm", "a.yaml"]) == ["sweep", "--slurm=,", "a.yaml"])
        #expect(completed(["--slurm", "optimizer.lr=1", "-q"]) == ["--slurm=,", "optimizer.lr=1", "-q"])
        #expect(completed(["--slurm", "workers=8"]) == ["--slurm", "workers=8"])
        #expect(completed(["--slurm=workers=8"]) == ["--slurm=workers=8"])
        let typed = [
            "sweep", "a.yaml", "lr=1,2", "--slurm", "workers=8", "--more", "5", "--retry-failed", "--jobs",
            "2",
            "--more=3", "--kubernetes",
        ]
        #expect(ClusterOptions.worker(typed) == ["sweep", "a.yaml", "lr=1,2", "--jobs", "2"])
    }

    @Test("The script is what Slurm reads, and a shell")
    func script() throws {
        let options = try SlurmOptions("workers=3,array_parallelism=2,time=1h,setup=module load it's")
        let text = BatchScript(
            options: options, name: "assay-a", isArray: true, log: "/r/my sweeps/%A_%a.log",
            folder: "/r/my work",
            command: ["/bin/assay", "sweep", "it's.yaml", "lr=choice(1,2)", ""], remarks: ["Written."]
        ).text
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        #expect(lines.first == "#!/bin/bash")
        for line in [
            "# Written.", "#SBATCH --job-name=assay-a", "#SBATCH --array=0-2%2", "#SBATCH --time=01:00:00",
            "#SBATCH --output=\"/r/my sweeps/%A_%a.log\"", "#SBATCH --requeue", "module load it's",
            "cd -- '/r/my work' || exit 2", "/bin/assay sweep 'it'\\''s.yaml' 'lr=choice(1,2)' '' &",
        ] {
            #expect(lines.contains(line), "\(line)\n\(text)")
        }
        #expect(text.contains("scontrol requeue"))
        let never = BatchScript(
            options: try SlurmOptions("requeue=no"), name: "a", isArray: false, log: "l", folder: "/",
            command: ["assay"], remarks: []
        ).text
        #expect(!never.contains("scontrol requeue") && !never.contains("--array"))
        for script in [never, text.replacing("module load it's", with: "")] {
            let checking = Process()
            checking.executableURL = URL(filePath: "/bin/bash")
            checking.arguments = ["-n", "-c", script]
            try checking.run()
            checking.waitUntilExit()
            #expect(checking.terminationStatus == 0, "\(script)")
        }
    }

    @Test("A training stops a minute before its job ends, or a quarter of its time; the earlier limit counts")
    func stops() {
        func job(_ end: Double?) -> SlurmJob? {
            var job = SlurmJob(["SLURM_JOB_ID": "7"])
            job?.end = end
            return job
        }
        #expect(TimeLimit.stop(nil, nil, now: 1000, end: { _ in nil }) == nil)
        #expect(TimeLimit.stop(nil, job(4600), now: 1000, end: { _ in nil })?.seconds == 3540)
        #expect(TimeLimit.stop(nil, job(1060), now: 1000, end: { _ in nil })?.seconds == 45)
        #expect(TimeLimit.stop(nil, job(nil), now: 1000, end: { _ in 1060 })?.seconds == 45)
        // What others left behind, and what never ends.
        #expect(TimeLimit.stop(nil, job(999), now: 1000, end: { _ in nil }) == nil)
        #expect(TimeLimit.stop(nil, job(nil), now: 1000, end: { _ in nil }) == nil)
        let both = TimeLimit.stop(100, job(4600), now: 1000, end: { _ in nil })
        #expect(both?.seconds == 100 && both?.reason == "the time of --time-limit is over")
        #expect(TimeLimit.seconds(ofLocal: "N/A") == nil && TimeLimit.seconds(ofLocal: "NONE") == nil)
        let known = TimeLimit.seconds(ofLocal: "2026-11-28T17:45:00")
        let next = TimeLimit.seconds(ofLocal: "2026-11-28T17:45:30")
        #expect(known != nil && next == known.map { $0 + 30 })
    }

    @Test("The queue's lines")
    func queue() {
        let text = "12_0|RUNNING|n0|None\n12_1|PENDING||Resources\nwhatever\n"
        #expect(
            ClusterJobs.tasks(in: text) == [
                .init(job: "12_0", state: "RUNNING", node: "n0", reason: ""),
                .init(job: "12_1", state: "PENDING", node: "", reason: "Resources"),
            ])
    }

    @Test("The manifest for Kubernetes says what is done about every exit code")
    func kubernetes() throws {
        let job = try KubernetesJob(
            "workers=6,image=a/b:1,claim=disk,cpus=2,mem=4G", name: "My sweep_1",
            arguments: ["sweep", "a \"b\".yaml"])
        #expect(job.name == "assay-my-sweep-1")
        for line in [
            "kind: Job", "  completionMode: Indexed", "  completions: 6", "          image: \"a/b:1\"",
            "        onExitCodes: {containerName: worker, operator: In, values: [75]}",
            "          - type: DisruptionTarget", "            - \"a \\\"b\\\".yaml\"",
            "            limits: {cpu: \"2\", memory: \"4Gi\"}",
            "          persistentVolumeClaim: {claimName: \"disk\"}",
        ] {
            #expect(job.text.split(separator: "\n").contains(Substring(line)), "\(line)\n\(job.text)")
        }
        #expect(throws: ClusterOptions.Mistake.self) {
            try KubernetesJob("worker=6", name: "a", arguments: [])
        }
    }
}
