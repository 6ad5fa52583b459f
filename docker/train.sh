#!/bin/bash
# Runs a network of three nodes and some commands once, and writes the caches for faster starts: train.sh FOLDER.
# Runs in the build of docker/Dockerfile.
set -eu
out=$1
work=$(mktemp -d)
mkdir -p "$out"

say() { echo "train: $*" >&2; }

# Tries a command again until it succeeds, for a minute at most.
patiently() {
    for ((tries = 0; tries < 600; tries++)); do
        if "$@"; then return; fi
        sleep 0.1
    done
    return 1
}

# What the first node prints once it is there: its HTTP address, or its libp2p address.
printed() {
    patiently grep -q "^[^/]*$1\$" "$work/1.log" || true
    sed -n "s,^[^/]*\\($1\\)\$,\\1,p" "$work/1.log" | head -n 1
}

# Asks the first node without a JVM, which would take seconds: request METHOD PATH [BODY]; prints the status.
request() (
    body=${3:-}
    exec 3<>"/dev/tcp/127.0.0.1/$port"
    printf '%s %s HTTP/1.0\r\nHost: localhost\r\nContent-Length: %s\r\n\r\n%s' "$1" "$2" "${#body}" "$body" >&3
    read -r _ status _ <&3
    printf '%s' "$status"
)

pids=()
node() { # number, further arguments
    number=$1
    shift
    replicator node -cid training --data "$work/$number" "$@" >"$work/$number.log" 2>&1 &
    pids+=($!)
}

touch "$work/1.log"
REPLICATOR_TRAIN=$out node 1 --expect training=3
url=$(printed 'http://.*')
port=${url##*:}
address=$(printed '/ip4/127.0.0.1/.*/p2p/.*')
# What these two load is not written down; they only have to be there soon.
quick="-XX:TieredStopAtLevel=1 -XX:CompileThresholdScaling=0.25"
REPLICATOR_JAVA_OPTS=$quick node 2 -bootstrap "$address"
REPLICATOR_JAVA_OPTS=$quick node 3 -bootstrap "$address"
REPLICATOR_HTTP=$port patiently healthcheck ready || true
stored=0
for ((i = 0; i < 30; i++)); do
    [ "$(request PUT "/store/key-$i" value)" != 201 ] || stored=$((stored + 1))
    request GET "/store/key-$i" >/dev/null || true
done
say "stored $stored keys"
REPLICATOR_TRAIN=$out replicator put key value --node "$url" || true
kill "${pids[@]}"
for pid in "${pids[@]}"; do wait "$pid" || true; done
rm -rf "$work"

for kind in node client; do
    [ -s "$out/$kind.aot" ] || { say "no cache was made for the $kind: the image starts slower"; : >"$out/$kind.aot"; }
done
rm -f "$out"/*.config
find "$out" -exec touch -d @0 {} +
