#!/usr/bin/env bash
# Runs both compose files and sees that they do what docs/deploy.md says; exits with 1 at the first thing that is not so.
#
#   docker/smoke-test.sh [jars] [two-clusters] [toxiproxy]      all unless named
#
# Needs the image, docker compose or docker-compose, curl, and the ports 8000 to 8008 and 8474. What it starts it removes.
# Where Maven has packaged the node, the launcher's commands are tried too, from outside of the containers.
set -euo pipefail
cd "$(dirname "$0")"

project=replicator-smoke-$$
file=""

fail() {
    echo "FAILED: $*" >&2
    [ -z "$file" ] || compose logs --tail 40 >&2 || true
    exit 1
}
passed() { echo "ok: $*"; }
compose() { "${compose[@]}" -p "$project" -f "$file" "$@"; }
container() { compose ps -q -a "$1" 2>/dev/null || compose ps -q "$1"; }
inspect() { docker inspect --format "$2" "$(container "$1")"; }
remove() { [ -z "$file" ] || compose down -v -t 20 >/dev/null 2>&1 || true; }
scratch=$(mktemp -d)
trap 'remove; rm -rf "$scratch"' EXIT

compose=(docker compose)
docker compose version >/dev/null 2>&1 || compose=(docker-compose)
command -v "${compose[0]}" >/dev/null 2>&1 || fail "needs docker compose"
command -v curl >/dev/null 2>&1 || fail "needs curl"
docker image inspect "${REPLICATOR_IMAGE:-replicator}" >/dev/null 2>&1 || fail "no image: run docker/build.sh first"

# ---- Nodes: a1 is at port 8000, and the others follow in the order of the file.

declare -A port=([a1]=8000 [a2]=8001 [a3]=8002 [b1]=8003 [b2]=8004 [b3]=8005 [c1]=8006 [c2]=8007 [c3]=8008)

url() { echo "http://127.0.0.1:${port[$1]}"; }
status() { curl -s -o /dev/null -m 30 -w '%{http_code}' "$@" || true; }
put() { status -X PUT --data-binary "$3" "$(url "$1")/store/$2"; } # node, key, value
get() { curl -s -m 30 "$(url "$1")/store/$2"; }                   # node, key

# Tries for so many seconds until the command succeeds.
within() { # seconds, what it is, command...
    local end=$((SECONDS + $1)) what=$2
    shift 2
    until "$@"; do
        [ "$SECONDS" -lt "$end" ] || fail "$what"
        sleep 0.5
    done
}
is_ready() { [ "$(status "$(url "$1")/health/ready")" = 200 ]; }
has_here() { [ "$(status "$(url "$1")/local/stored/$2")" = 200 ]; }
health_is() { [ "$(inspect "$1" '{{.State.Health.Status}}')" = "$2" ]; }
all_ready() { for node in "$@"; do within 300 "$node is not ready" is_ready "$node"; done; }
expect() { [ "$2" = "$3" ] || fail "$1: expected '$2', got '$3'"; } # what, expected, actual
begin() { file=$1; remove; compose up -d >/dev/null 2>&1 || fail "cannot start $file"; }

# ---- What the image is built from.

# A build at twelve o'clock of sources of eleven, in a folder of its own.
pretend_build() {
    local module
    rm -rf "${scratch:?}"/*
    mkdir -p "$scratch"/{bin,docker,{libp2p,engine,client,node}/src/main/java,node/target/{lib,antrun}}
    cp jars.sh "$scratch/docker/"
    printf '#!/bin/sh\ntouch mvn-ran\n' >"$scratch/bin/mvn"
    chmod +x "$scratch/bin/mvn"
    for module in libp2p engine client node; do
        touch -d '2026-01-01 11:00' "$scratch/$module"/{pom.xml,src/main/java/A.java} "$scratch/pom.xml"
        touch -d '2026-01-01 12:00' "$scratch/node/target/lib/replicator-$module-1.0.jar"
    done
    mv "$scratch/node/target/lib/replicator-node-1.0.jar" "$scratch/node/target/"
    touch -d '2026-01-01 12:00' "$scratch/node/target/antrun/build-main.xml"
}
packages_again() {
    PATH="$scratch/bin:$PATH" "$scratch/docker/jars.sh" 2>/dev/null || fail "jars.sh"
    [ -e "$scratch/mvn-ran" ]
}

jars() {
    local newer
    pretend_build
    if packages_again; then fail "Maven runs although nothing has changed"; fi
    touch -d '2026-01-01 10:00' "$scratch/node/target/replicator-node-0.9.jar" "$scratch/node/target/lib/replicator-engine-0.9.jar"
    if packages_again; then fail "Maven runs because of the jars of an older version"; fi
    for newer in pom.xml client/pom.xml {libp2p,engine,client,node}/src/main/java/A.java; do
        pretend_build
        touch -d '2026-01-01 12:01' "$scratch/$newer"
        packages_again || fail "jars that are older than $newer are packed"
    done
    pretend_build
    rm -r "$scratch/node/target"
    packages_again || fail "Maven does not run where there are no jars"
    passed "jars that are older than the sources are not packed"
}

# ---- Two clusters.

# Whether the JVM of a node takes the cache for faster starts; without it, it ends: takes_cache ARGUMENTS_OF_DOCKER_RUN...
takes_cache() {
    docker run --rm -e REPLICATOR_JAVA_OPTS="-XX:AOTMode=on ${java_opts:-}" "$@" "${REPLICATOR_IMAGE:-replicator}" \
        node --help >/dev/null 2>&1
}

# The launcher, without preparing caches in the background.
launcher() { REPLICATOR_AOT=off ../replicator "$@"; }

two_clusters() {
    local memory
    for memory in 96m 512m 0; do takes_cache --memory "$memory" || fail "no cache for faster starts in $memory of memory"; done
    java_opts=-XX:MaxRAM=128g takes_cache || fail "no cache for faster starts on a large machine"
    passed "the cache for faster starts is used, whatever the memory"

    local nodes=(a1 a2 a3 b1 b2 b3) begun=$SECONDS
    begin compose.yaml
    all_ready "${nodes[@]}"
    passed "six nodes are ready after $((SECONDS - begun)) s"

    expect "a store" 201 "$(put a1 apple red)"
    expect "a read in the other cluster" red "$(get b3 apple)"
    expect "a taken key" 409 "$(put b2 apple green)"
    passed "a key is taken in one cluster and known in the other"

    docker exec "$(container b1)" replicator put pear yellow >/dev/null || fail "put inside a container"
    expect "get inside a container" yellow "$(docker exec "$(container a3)" replicator get pear)"
    docker exec "$(container a3)" replicator clusters | grep -q possible || fail "clusters inside a container"
    passed "the commands work inside the containers"

    if compgen -G '../node/target/replicator-node-*.jar' >/dev/null && launcher --version >/dev/null 2>&1; then
        launcher put plum blue --node "$(url a2)" >/dev/null || fail "put by the launcher"
        expect "get by the launcher" blue "$(launcher get plum --node "$(url b2)")"
        passed "the commands of the launcher work from outside of the containers"
    else
        echo "skipped: the launcher from outside of the containers, since nothing is built here, or there is no JDK"
    fi

    expect "the user" 10001 "$(docker exec "$(container a1)" id -u)"
    if docker exec "$(container a1)" touch /opt/x /tmp/x 2>/dev/null; then fail "the root file system can be written"; fi
    for library in rocksdbjni netty_transport_native_epoll conscrypt; do
        docker exec "$(container a1)" grep -q "/opt/replicator/native/lib$library" /proc/1/maps || fail "$library is not used"
    done
    for node in "${nodes[@]}"; do within 60 "$node is not healthy" health_is "$node" healthy; done
    docker exec "$(container a1)" healthcheck ready || fail "healthcheck ready"
    passed "no root, nothing to write but /data, healthy"

    docker kill "$(container a2)" >/dev/null
    expect "a store without a2" 201 "$(put b1 after-kill works)"
    compose start a2 >/dev/null 2>&1
    all_ready a2
    within 60 "a2 has not caught up" has_here a2 after-kill
    has_here a2 apple || fail "a2 has lost what it had"
    passed "a killed node comes back with its data and catches up"

    compose stop b3 >/dev/null 2>&1
    expect "the exit code of a node that was stopped" 0 "$(inspect b3 '{{.State.ExitCode}}')"
    expect "a store without b3" 201 "$(put a3 after-stop works)"
    compose start b3 >/dev/null 2>&1
    all_ready b3
    passed "a node that is stopped ends with 0"

    compose down -t 20 >/dev/null 2>&1
    compose up -d >/dev/null 2>&1
    all_ready "${nodes[@]}"
    for node in "${nodes[@]}"; do expect "$node after new containers" red "$(get "$node" apple)"; done
    expect "a store after new containers" 201 "$(put b2 after-all works)"
    passed "the data outlive the containers"
    remove
    file=""
}

proxy() { # enabled, names...
    local enabled=$1 name
    shift
    for name in "$@"; do
        curl -sf -X POST -d "{\"enabled\":$enabled}" "http://127.0.0.1:8474/proxies/$name" >/dev/null || fail "proxy $name"
    done
}
sees_nodes() { [ "$(curl -s "$(url "$1")/peers" | grep -o '"connected":true' | wc -l)" = "$2" ]; } # node, how many
all_see() { # how many, nodes...
    local count=$1 node
    shift
    for node in "$@"; do within 60 "$node is not connected to $count nodes" sees_nodes "$node" "$count"; done
}
loses() { ! curl -s "$(url "$1")/peers" | grep -o '{[^{}]*"connected":true[^{}]*}' | grep -q "/dns4/$2/"; }

# ---- Three clusters, and what lies between them.

toxiproxy() {
    local nodes=(a1 a2 a3 b1 b2 b3 c1 c2 c3) begun=$SECONDS
    begin toxiproxy/compose.yaml
    all_ready "${nodes[@]}"
    all_see 9 "${nodes[@]}"
    passed "nine nodes are ready after $((SECONDS - begun)) s"
    expect "a store" 201 "$(put a1 apple red)"
    expect "a read in another cluster" red "$(get c3 apple)"

    local between_a_and_b=({a-b,b-a}{1,2,3}) around_c=({a-c,b-c,c-a,c-b}{1,2,3})
    proxy false "${between_a_and_b[@]}"
    within 20 "a1 still reaches b1" loses a1 b1
    expect "a store in a, cut off from b" 201 "$(put a1 by-a 1)"
    expect "a store in b, cut off from a" 201 "$(put b1 by-b 2)"
    within 30 "what a stored does not come to b by way of c" has_here b2 by-a
    expect "a key that the other side has taken" 409 "$(put b3 by-a 3)"
    loses a1 b1 || fail "a1 has found a way around the cut"
    proxy true "${between_a_and_b[@]}"
    all_see 9 "${nodes[@]}"
    passed "two clusters that are cut off from each other go on by way of the third"

    proxy false "${around_c[@]}"
    all_see 6 a1 a2 a3 b1 b2 b3
    expect "a store without c" 201 "$(put a2 without-c works)"
    case $(put c1 alone x) in 503 | 504) ;; *) fail "a cluster alone has stored" ;; esac
    proxy true "${around_c[@]}"
    all_see 9 "${nodes[@]}"
    within 60 "c has not caught up" has_here c2 without-c
    within 60 "c stores nothing" stores c1
    passed "a cluster that is cut off stores nothing, and catches up"
    remove
    file=""
}
stores() { [ "$(put "$1" "again-$SECONDS" x)" = 201 ]; }

[ $# -gt 0 ] || set -- jars two-clusters toxiproxy
for part in "$@"; do
    case $part in
        jars) jars ;;
        two-clusters) two_clusters ;;
        toxiproxy) toxiproxy ;;
        *) echo "smoke-test.sh: no part '$part': jars, two-clusters or toxiproxy" >&2; exit 2 ;;
    esac
done
echo "all passed"
