#!/usr/bin/env bash
# Runs array.sbatch on the samples. The script starts and stops Slurm on one node. Run it as root in a Debian container: it
# installs Slurm if necessary, needs no systemd and no cgroups, and uses only the loopback interface.
#
#     docs/cluster/try_slurm.sh PROGRAM        a debug build, such as .build/debug/linmil
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
samples=$(cd "$here/../../samples" && pwd)
program=$(realpath "${1:?usage: try_slurm.sh PROGRAM}")

packages=(slurmctld slurmd slurm-client munge)
if ! dpkg -s "${packages[@]}" >/dev/null 2>&1; then
    apt-get update
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${packages[@]}"
fi

scratch=$(mktemp -d)
chmod 755 "$scratch"
daemons=()
finish() {
    for daemon in "${daemons[@]}"; do kill "$daemon" 2>/dev/null || true; done
    for daemon in "${daemons[@]}"; do wait "$daemon" 2>/dev/null || true; done
    rm -rf "$scratch"
}
trap finish EXIT

# One node, which is also the controller, with all cores and three quarters of the memory.
node=$(hostname -s)
memory=$(awk '/^MemTotal:/ { print int($2 / 1024 * 3 / 4) }' /proc/meminfo)
mkdir "$scratch/state" "$scratch/spool" "$scratch/munge"
cat >"$scratch/slurm.conf" <<END
ClusterName=try
SlurmctldHost=$node(127.0.0.1)
SlurmUser=root
SlurmctldPort=16817
SlurmdPort=16818
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
AuthType=auth/munge
AuthInfo=socket=$scratch/munge/socket
CredType=cred/munge
StateSaveLocation=$scratch/state
SlurmdSpoolDir=$scratch/spool
SlurmctldPidFile=$scratch/slurmctld.pid
SlurmdPidFile=$scratch/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
ReturnToService=2
SchedulerParameters=sched_interval=2
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
NodeName=$node NodeAddr=127.0.0.1 CPUs=$(nproc) RealMemory=$memory State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
END
export SLURM_CONF="$scratch/slurm.conf"

start() { # NAME COMMAND...
    "${@:2}" >"$scratch/$1.log" 2>&1 &
    daemons+=($!)
}
until_true() { # SECONDS WORDS COMMAND...
    for ((second = 0; second < $1; second++)); do
        if "${@:3}" >/dev/null 2>&1; then return; fi
        sleep 1
    done
    echo "failed: $2 within $1 s" >&2
    tail -n 5 "$scratch"/*.log >&2
    exit 1
}

(umask 077 && head -c 1024 /dev/urandom >"$scratch/munge/key")
start munged munged --foreground --force --key-file="$scratch/munge/key" --socket="$scratch/munge/socket" \
    --pid-file="$scratch/munge/pid" --log-file="$scratch/munge/log" --seed-file="$scratch/munge/seed"
until_true 20 "munged answers" munge --socket="$scratch/munge/socket" --no-input
start slurmctld slurmctld -D
start slurmd slurmd -D -N "$node"
is_idle() { [ "$(sinfo --noheader --format=%T)" = idle ]; }
until_true 60 "the node is idle" is_idle

# The program, and a note of how it is called.
mkdir "$scratch/bin"
cat >"$scratch/bin/linmil" <<END
#!/bin/sh
echo "\$*" >>"$scratch/calls.log"
exec "$program" "\$@"
END
chmod +x "$scratch/bin/linmil"
export PATH="$scratch/bin:$PATH"
cd "$scratch"

# Two small parts are enough for three slides. sbatch options override those in array.sbatch.
memory=--mem=1G
array() { # OUTPUT OPTION...
    sbatch --parsable --array=1-2 --cpus-per-task=1 $memory --time=5 "$here/array.sbatch" "$samples/slides" \
        --model "$samples/model.safetensors" --thumbnails "$samples/slides" --max-side 400 -o "$@"
}
after() { # JOB COMMAND...
    sbatch --parsable --dependency="afterany:$1" --mem=1G --time=5 --output="linmil-%j.log" --wrap "${*:2}"
}
is_over() { [ -z "$(squeue --noheader --jobs="$1" 2>/dev/null)" ]; }
finished() { until_true 120 "job $1 ends" is_over "$1"; }
report() { # JOB: prints the states, exit codes and logs of its tasks
    scontrol --oneliner show job "$1" |
        sed -E 's/^JobId=([0-9]+) (.*ArrayTaskId=([0-9]+))?.*JobState=([A-Z]+).*ExitCode=([0-9:]+).*/\3 \4 \5/' |
        sort | awk '{ print (NF == 3 ? "part " $1 ": " $2 ", exit code " $3 : $1 ", exit code " $2) }'
    tail -n +1 "linmil-$1"*.log | grep -v -e '^$' -e '^==>'
}
expect() { # WORDS COMMAND...
    if "${@:2}" >/dev/null; then echo "ok: $1"; else echo "failed: $1" >&2 && exit 1; fi
}
rows() { [ "$(tail -n +2 "$1/cohort.csv" | cut -d, -f1,2 | sort | tr '\n' ' ')" = "$2 " ]; }

all="normal-01,done tumor-01,done tumor-02,done"

echo "== two parts and their merge"
job=$(array out)
merge=$(after "$job" linmil cohort --merge out)
finished "$merge"
report "$job"
report "$merge"
expect "cohort.csv has every slide" rows out "$all"

echo "== a part is killed at its second slide"
# A debug build can be told to hang.
export LINMIL_WORKER_FAULT=hang:normal-01
job=$(array killed)
unset LINMIL_WORKER_FAULT
merge=$(after "$job" linmil cohort --merge killed)
others_are_done() { ls killed/records/tumor-02.json killed/cohort-2-of-2.csv; }
until_true 60 "the other slides are done" others_are_done
scancel "$job"
finished "$merge"
report "$job"
report "$merge"

echo "== submitted again"
job=$(array killed)
merge=$(after "$job" linmil cohort --merge killed)
finished "$merge"
report "$job"
report "$merge"
expect "cohort.csv has every slide" rows killed "$all"

echo "== one range for all slides"
job=$(array scaled --scale cohort)
draw=$(after "$job" linmil cohort "$samples/slides" --model "$samples/model.safetensors" \
    --thumbnails "$samples/slides" --max-side 400 -o scaled --scale cohort --jobs 1 --threads 1 --memory 900M)
finished "$draw"
report "$job"
report "$draw"
expect "cohort.csv has every slide" rows scaled "$all"
expect "the last job computed no scores" grep -q "3 of 3 slides are done already" "linmil-$draw.log"

echo "== memory for each core"
memory=--mem-per-cpu=900M
job=$(array each)
merge=$(after "$job" linmil cohort --merge each)
finished "$merge"
report "$job"
expect "cohort.csv has every slide" rows each "$all"
# Slurm gives whole cores, which may count as two.
expect "each part was told nine tenths of it" \
    [ "$(grep -c -e '-o each .*--jobs 1 --memory \(810\|1620\)M$' "$scratch/calls.log")" = 2 ]

echo "== no word of memory"
memory=
job=$(array free)
merge=$(after "$job" linmil cohort --merge free)
finished "$merge"
report "$job"
expect "cohort.csv has every slide" rows free "$all"
expect "linmil was given no amount" [ "$(grep -c -e '-o free --shard ./2 --jobs 1$' "$scratch/calls.log")" = 2 ]
env --unset=SLURM_MEM_PER_NODE --unset=SLURM_MEM_PER_CPU SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_TASK_COUNT=1 \
    bash "$here/array.sbatch" "$samples/slides" --model "$samples/model.safetensors" --thumbnails "$samples/slides" \
    --max-side 400 -o unmanaged
linmil cohort --merge unmanaged
expect "cohort.csv has every slide" rows unmanaged "$all"
expect "without variables of memory neither" grep -q -e '-o unmanaged --shard 1/1 --jobs 1$' "$scratch/calls.log"
