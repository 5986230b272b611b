import Machine
import Testing

@Suite("What Slurm gave the process")
struct SlurmJobTests {
    @Test("Outside of a job there is none")
    func none() {
        #expect(SlurmJob(["SLURM_CPUS_PER_TASK": "4"]) == nil)
        #expect(SlurmJob(["SLURM_JOB_ID": ""]) == nil)
    }

    @Test("Processors: those of the task, else its share of the node's")
    func processors() {
        func count(_ variables: [String: String]) -> Int? {
            SlurmJob(variables.merging(["SLURM_JOB_ID": "7"]) { first, _ in first })?.processors
        }
        #expect(count(["SLURM_CPUS_PER_TASK": "3", "SLURM_CPUS_ON_NODE": "12"]) == 3)
        #expect(count(["SLURM_CPUS_ON_NODE": "12"]) == 12)
        #expect(count(["SLURM_CPUS_ON_NODE": "12", "SLURM_STEP_TASKS_PER_NODE": "4(x2),1"]) == 3)
        #expect(count(["SLURM_CPUS_ON_NODE": "2", "SLURM_STEP_TASKS_PER_NODE": "4"]) == 1)
        #expect(count([:]) == nil)
        #expect(count(["SLURM_CPUS_PER_TASK": "many"]) == nil)
    }

    @Test("A process uses no more processors than its job has, its quota and what it is bound to")
    func smallest() {
        #expect(AllowedProcessors.count(affinity: 16, quota: nil, job: 4) == 4)
        #expect(AllowedProcessors.count(affinity: 2, quota: nil, job: 4) == 2)
        #expect(AllowedProcessors.count(affinity: 16, quota: 3.5, job: 8) == 3)
        #expect(AllowedProcessors.count(affinity: 16, quota: nil, job: 0) == 1)
    }

    @Test("Memory in megabytes of the node or of each processor; 0 means all of it")
    func memory() {
        func bytes(_ variables: [String: String]) -> Int? {
            SlurmJob(variables.merging(["SLURM_JOB_ID": "7"]) { first, _ in first })?.memory
        }
        #expect(bytes(["SLURM_MEM_PER_NODE": "2000"]) == 2000 << 20)
        #expect(bytes(["SLURM_MEM_PER_CPU": "500", "SLURM_CPUS_ON_NODE": "4"]) == 2000 << 20)
        #expect(bytes(["SLURM_MEM_PER_NODE": "0"]) == nil)
        #expect(bytes(["SLURM_MEM_PER_NODE": "\(Int.max)"]) == nil)
        #expect(bytes([:]) == nil)
    }

    @Test("A task of an array has the array's number and its own; the end is a time or nothing")
    func identity() {
        let job = SlurmJob([
            "SLURM_JOB_ID": "45", "SLURM_ARRAY_JOB_ID": "43", "SLURM_ARRAY_TASK_ID": "2",
            "SLURM_JOB_END_TIME": "1796000000",
        ])
        #expect(job?.id == "43_2" && job?.number == "45" && job?.end == 1_796_000_000)
        #expect(SlurmJob(["SLURM_JOB_ID": "45", "SLURM_JOB_END_TIME": "0"])?.end == nil)
        #expect(SlurmJob(["SLURM_JOB_ID": "45"])?.id == "45")
    }
}
