#!/bin/bash
# A throw-away Slurm cluster on this machine, for tests: two nodes with one processor each.
#
#     slurm-cluster.sh up FOLDER          prints lines for 'eval'; exit 3 where Slurm is not installed or not allowed
#     slurm-cluster.sh kill-node FOLDER NODE
#     slurm-cluster.sh down FOLDER
#
# Debian: apt-get install slurmctld slurmd slurm-client munge. FOLDER must be short: it holds sockets.
set -u
verb=${1:?} folder=${2:?}

# Daemons must not keep what the caller waits for the end of. Bash reads this file by 255.
for descriptor in /proc/self/fd/*; do
    descriptor=${descriptor##*/}
    [ "$descriptor" -gt 2 ] && [ "$descriptor" -ne 255 ] && eval "exec $descriptor>&-"
done

stop() { # PID_FILE
    [ -s "$1" ] && kill "$2" "$(cat "$1")" 2>/dev/null
}

jobs_of() { # NODE or nothing: processes of jobs of this cluster
    for process in /proc/[0-9]*; do
        { tr '\0' '\n' <"$process/environ" | grep -qxF "SLURM_CONF=$folder/slurm.conf"; } 2>/dev/null || continue
        { tr '\0' '\n' <"$process/environ" | grep -q "^SLURMD_NODENAME=${1:-}"; } 2>/dev/null || continue
        [ "${process#/proc/}" = $$ ] || echo "${process#/proc/}"
    done
}

case $verb in
up)
    for program in munged slurmctld slurmd sbatch; do
        command -v $program >/dev/null || { echo "no $program (apt-get install slurmctld slurmd slurm-client munge)" >&2; exit 3; }
    done
    [ "$(id -u)" = 0 ] || { echo "the daemons need root" >&2; exit 3; }
    mkdir -p "$folder"/{run,log,ctld,spool/n0,spool/n1}
    chmod 755 "$folder" "$folder/run"
    (umask 077; head -c 128 /dev/urandom >"$folder/munge.key")
    munged --force --key-file="$folder/munge.key" --socket="$folder/run/munge" --pid-file="$folder/run/munged.pid" \
        --log-file="$folder/log/munged" --seed-file="$folder/munge.seed" </dev/null >/dev/null 2>&1 || exit 3
    port=$((20000 + $$ % 9000))
    host=$(hostname -s)
    cat >"$folder/slurm.conf" <<END
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket=$folder/run/munge,cred_expire=5
SlurmctldPidFile=$folder/run/slurmctld.pid
SlurmdPidFile=$folder/run/slurmd-%n.pid
StateSaveLocation=$folder/ctld
SlurmdSpoolDir=$folder/spool/%n
SlurmctldLogFile=$folder/log/slurmctld
SlurmdLogFile=$folder/log/slurmd-%n
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=batch_sched_delay=0,sched_min_interval=0,sched_interval=1,bf_interval=1
SlurmdParameters=config_overrides
ReturnToService=2
SwitchType=switch/none
MpiDefault=none
KillWait=5
SlurmdTimeout=6
MessageTimeout=3
TCPTimeout=1
NodeName=n0 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + 1)) CPUs=1 State=UNKNOWN
NodeName=n1 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + 2)) CPUs=1 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
END
    export SLURM_CONF=$folder/slurm.conf
    slurmctld </dev/null >/dev/null 2>&1 || exit 3
    slurmd -N n0 </dev/null >/dev/null 2>&1 || exit 3
    slurmd -N n1 </dev/null >/dev/null 2>&1 || exit 3
    for ((i = 0; i < 300; i++)); do
        [ "$(sinfo -h -o %t 2>/dev/null)" = idle ] && { echo "SLURM_CONF=$SLURM_CONF"; exit 0; }
        sleep 0.1
    done
    echo "the nodes did not become idle" >&2
    exit 3
    ;;
kill-node)
    stop "$folder/run/slurmd-$3.pid" -KILL
    processes=$(jobs_of "$3")
    [ -z "$processes" ] || kill -KILL $processes 2>/dev/null
    ;;
down)
    SLURM_CONF=$folder/slurm.conf timeout 10 scancel --user root 2>/dev/null
    # A caller may have blocked the signal to end; then they are killed.
    for signal in -TERM -KILL; do
        stop "$folder/run/slurmctld.pid" $signal
        for node in n0 n1; do stop "$folder/run/slurmd-$node.pid" $signal; done
        sleep 1
        processes=$(jobs_of)
        [ -z "$processes" ] || kill -KILL $processes 2>/dev/null
        stop "$folder/run/munged.pid" $signal
    done
    ;;
esac
exit 0
