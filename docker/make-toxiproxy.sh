#!/usr/bin/env bash
# Makes the image of Toxiproxy, under its official name, where it cannot be pulled: its server, built by Go, and nothing else.
# One that is there already is left alone.
set -euo pipefail

readonly VERSION=2.12.0
readonly IMAGE=ghcr.io/shopify/toxiproxy:$VERSION

fail() { echo "make-toxiproxy.sh: $*" >&2; exit 1; }

docker version >/dev/null 2>&1 || fail "no Docker answers"
if ! docker image inspect "$IMAGE" >/dev/null 2>&1; then
    command -v go >/dev/null 2>&1 || fail "needs Go"
    context=$(mktemp -d)
    trap 'rm -rf "$context"' EXIT
    CGO_ENABLED=0 GOBIN=$context go install \
        -ldflags "-s -w -X github.com/Shopify/toxiproxy/v2.Version=$VERSION" \
        "github.com/Shopify/toxiproxy/v2/cmd/server@v$VERSION"
    docker build -q -t "$IMAGE" -f - "$context" <<'END' >/dev/null
FROM scratch
COPY server /toxiproxy
EXPOSE 8474
ENTRYPOINT ["/toxiproxy"]
CMD ["-host=0.0.0.0"]
END
fi
docker image ls --format '{{.Repository}}:{{.Tag}}  {{.Size}}' | grep -F "$IMAGE"
