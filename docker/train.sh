#!/bin/sh
# Runs a network of three nodes and some commands once, and writes the caches for faster starts: train.sh FOLDER.
# Runs in the build of docker/Dockerfile.
set -eu
out=$1
work=$(mktemp -d)
mkdir -p "$out"

say() { echo "train: $*" >&2; }

# What the first node prints once it is there: its HTTP address, or its libp2p address.
printed() {
    tries=0
    while [ $tries -lt 600 ]; do
        found=$(sed -n "s,^[^/]*\\($1\\)\$,\\1,p" "$work/1.log" | head -n 1)
        [ -z "$found" ] || break
        sleep 0.1
        tries=$((tries + 1))
    done
    printf '%s' "$found"
}

pids=""
node() { # number, further arguments
    number=$1
    shift
    replicator node -cid training --data "$work/$number" "$@" >"$work/$number.log" 2>&1 &
    pids="$pids $!"
}

node_1() { REPLICATOR_TRAIN=$out node 1 --expect training=3; }
touch "$work/1.log"
node_1
url=$(printed 'http://.*')
address=$(printed '/ip4/127.0.0.1/.*/p2p/.*')
node 2 -bootstrap "$address"
node 3 -bootstrap "$address"
for i in 1 2 3 4 5 6 7 8; do
    replicator put "key-$i" value --node "$url" || sleep 1
done
REPLICATOR_TRAIN=$out replicator put key value --node "$url" || true
replicator get key --node "$url" || true
# shellcheck disable=SC2086 # Several pids.
kill $pids
for pid in $pids; do wait "$pid" || true; done
rm -rf "$work"

for kind in node client; do
    [ -s "$out/$kind.aot" ] || { say "no cache was made for the $kind: the image starts slower"; : >"$out/$kind.aot"; }
done
rm -f "$out"/*.config
find "$out" -exec touch -d @0 {} +
