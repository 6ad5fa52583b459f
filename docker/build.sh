#!/usr/bin/env bash
# Builds the image: with Maven and the JDK of this machine where there are any, else inside of Docker.
#
#   docker/build.sh [NAME[:TAG]] [further arguments of docker build]      the name is "replicator" unless given
set -euo pipefail
cd "$(dirname "$0")/.."

name=replicator
case ${1:-} in '' | -*) ;; *) name=$1; shift ;; esac

command -v docker >/dev/null 2>&1 || { echo "build.sh: needs Docker, or what answers to 'docker'" >&2; exit 1; }
if command -v mvn >/dev/null 2>&1; then
    mvn -B -q -Dmaven.test.skip=true -Dspotless.check.skip=true -pl node -am package
fi
version=$(sed -n 's,^  <version>\(.*\)</version>$,\1,p' pom.xml | head -n 1)
revision=$(git rev-parse --short HEAD 2>/dev/null || echo unknown)
docker build -t "$name" -f docker/Dockerfile \
    --build-arg "VERSION=$version" --build-arg "REVISION=$revision" "$@" .
docker image inspect --format "{{index .RepoTags 0}}: {{.Size}} bytes" "$name"
