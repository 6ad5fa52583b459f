#!/bin/sh
# Runs a command of Replicator in its image, as the launcher does elsewhere, and becomes the Java process.
#
# REPLICATOR_JAVA_OPTS   flags for the JVM, after and therefore above the ones chosen here
set -eu
home=/opt/replicator

kind=client
for argument in "$@"; do
    case $argument in
        --verbose) continue ;;
        node | demo) kind=node ;;
        -h | --help | -V | --version) ;;
        -*) kind=node ;;
    esac
    break
done

# Half of the container's memory is for the heap; out of memory ends with 1, as in the launcher. Names are looked up again
# soon: containers come back elsewhere.
case $kind in
    node)
        set -- -Xms32m -XX:MaxRAMPercentage=50 -Xmn24m -Xss512k -XX:ReservedCodeCacheSize=64m \
            -XX:TrimNativeHeapInterval=5000 -XX:+CrashOnOutOfMemoryError -XX:-CreateCoredumpOnCrash \
            -Dsun.net.inetaddr.ttl=5 -Dsun.net.inetaddr.negative.ttl=1 \
            ${REPLICATOR_JAVA_OPTS:-} -cp "$home/replicator-node.jar" io.replicator.node.app.Main "$@"
        ;;
    client)
        set -- -XX:TieredStopAtLevel=1 -Xmx128m \
            ${REPLICATOR_JAVA_OPTS:-} -cp "$home/replicator-node.jar" io.replicator.node.app.Main "$@"
        ;;
esac

if [ -n "${REPLICATOR_TRAIN:-}" ]; then
    set -- "-XX:AOTCacheOutput=$REPLICATOR_TRAIN/$kind.aot" "$@"
elif [ -s "$home/aot/$kind.aot" ]; then
    # Whatever is wrong with it, the JVM goes on without; it need not tell.
    set -- "-XX:AOTCache=$home/aot/$kind.aot" -Xlog:aot=off -Xlog:cds=off "$@"
fi

# Pointers are compressed whatever the memory, as they were when the caches were made: a JVM with others would refuse them.
exec /opt/java/bin/java --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    -XX:+UseSerialGC -XX:+UseCompressedOops -XX:-UsePerfData "-Djava.library.path=$home/native" "$@"
