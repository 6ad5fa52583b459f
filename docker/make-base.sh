#!/usr/bin/env bash
# Makes the two images that docker/Dockerfile starts from, under their own names, where none can be pulled:
#
#   debian:bookworm-slim     by debootstrap
#   eclipse-temurin:25-jdk   the same, with the JDK of this machine
#
# One that is there already is left alone. Needs root and debootstrap.
#
# MIRROR      where to get the packages from, instead of the first mirror of this machine's apt
# JAVA_HOME   the JDK, 25 or later, instead of the first in /usr/lib/jvm
set -euo pipefail

readonly BASE=debian:bookworm-slim
readonly JDK=eclipse-temurin:25-jdk

fail() { echo "make-base.sh: $*" >&2; exit 1; }
has() { docker image inspect "$1" >/dev/null 2>&1; }

docker version >/dev/null 2>&1 || fail "no Docker answers"
if ! has "$BASE"; then
    [ "$(id -u)" = 0 ] || fail "debootstrap needs root"
    command -v debootstrap >/dev/null 2>&1 || fail "needs debootstrap: apt install debootstrap"
    mirror=${MIRROR:-$(sed -n -E 's,^(URIs:|deb) +(\[[^]]*\] +)?(https?://[^ ]+).*,\3,p' \
        /etc/apt/sources.list /etc/apt/sources.list.d/*.{list,sources} 2>/dev/null | head -n 1 || true)}
    root=$(mktemp -d)
    trap 'rm -rf "$root"' EXIT
    debootstrap --variant=minbase bookworm "$root" "${mirror:-http://deb.debian.org/debian}" >&2
    rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* "$root"/usr/share/{doc,man,locale}/* \
        "$root"/var/log/*.log
    tar -C "$root" -c . | docker import --change 'CMD ["bash"]' - "$BASE" >/dev/null
fi
if ! has "$JDK"; then
    for jdk in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
        if grep -qsE '^JAVA_VERSION="(2[5-9]|[3-9][0-9])' "$jdk/release" && [ -x "$jdk/bin/jlink" ]; then found=$jdk; break; fi
    done
    [ -n "${found:-}" ] || fail "no JDK 25 or later with jlink in /usr/lib/jvm: set JAVA_HOME"
    context=$(mktemp -d)
    trap 'rm -rf "${root:-}" "$context"' EXIT
    tar -C "$found" -chf "$context/jdk.tar" .
    docker build -q -t "$JDK" -f - "$context" <<END >/dev/null
FROM $BASE
ADD jdk.tar /opt/java/openjdk
ENV JAVA_HOME=/opt/java/openjdk PATH=/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
END
fi
docker image ls --format '{{.Repository}}:{{.Tag}}  {{.Size}}' | grep -F -e "$BASE" -e "$JDK"
