#!/bin/sh
# Sees to it that node/target has the jars of the sources beside it: takes what "mvn package" has made, and runs Maven if
# there is nothing, or if sources are newer. Runs in the build of docker/Dockerfile, where files keep their times.
set -eu
cd "$(dirname "$0")/.."

# Why the jars that are there cannot be taken; nothing if they can.
objection() {
    for module in libp2p engine client node; do
        folder=node/target/lib
        [ "$module" != node ] || folder=node/target
        # The newest is the one that is packed.
        # shellcheck disable=SC2012 # Jars have plain names.
        jar=$(ls -t "$folder/replicator-$module"-[0-9]*.jar 2>/dev/null | grep -v -e -sources -e -javadoc -e -tests | head -n 1)
        [ -n "$jar" ] || { echo "there is no jar of $module in $folder"; return; }
        newer=$(find "$module/pom.xml" "$module/src/main" -type f -newer "$jar" | head -n 1)
        [ -z "$newer" ] || { echo "$jar is older than $newer"; return; }
    done
    # The libraries follow the pom above all modules, without which no jar need change. This, Maven writes each time it packages.
    packaged=node/target/antrun/build-main.xml
    [ -f "$packaged" ] || { echo "there is no $packaged"; return; }
    [ -z "$(find pom.xml -newer "$packaged")" ] || echo "node/target/lib is older than pom.xml"
}

reason=$(objection)
[ -n "$reason" ] || exit 0
echo "jars.sh: $reason: Maven runs" >&2
command -v mvn >/dev/null 2>&1 || { apt-get update -q && apt-get install -q -y --no-install-recommends maven; } || {
    echo "jars.sh: $reason, and there is no Maven here, nor can it be installed:" \
        "build first (docker/build.sh, or mvn -DskipTests package)" >&2
    exit 1
}
rm -rf node/target
mvn -B -q -Dmaven.test.skip=true -Dspotless.check.skip=true -pl node -am package
