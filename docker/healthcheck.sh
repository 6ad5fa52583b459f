#!/bin/bash
# Succeeds if the node in this container lives; "healthcheck ready": if it is ready. Without a JVM, which takes a second.
exec 3<>"/dev/tcp/127.0.0.1/${REPLICATOR_HTTP:-8000}" || exit 1
printf 'GET /health/%s HTTP/1.0\r\nHost: localhost\r\n\r\n' "${1:-live}" >&3
read -r -t 4 _ status _ <&3 && [ "$status" = 200 ]
