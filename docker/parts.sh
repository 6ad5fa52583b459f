#!/bin/sh
# Lays out what the image is made of, from what Maven built: parts.sh FOLDER. Runs in the build of docker/Dockerfile.
set -eu
out=$1
target=$(cd "$(dirname "$0")/../node/target" && pwd)

# All that is loaded, and nothing more; jdeps names modules too of which Jetty has uses that do not occur here.
modules=java.base,java.logging,java.management,java.naming,java.net.http,java.xml,jdk.management,jdk.unsupported

case $(uname -m) in
    x86_64) rocksdb=linux64 arch=x86_64 ;;
    aarch64) rocksdb=linux-aarch64 arch=aarch_64 ;;
    *) echo "parts.sh: there are no native libraries for $(uname -m) here" >&2; exit 1 ;;
esac

mkdir -p "$out/lib" "$out/native" "$out/app/lib"
jlink --add-modules "$modules" --compress zip-6 --no-header-files --no-man-pages --output "$out/java"

cp "$target"/replicator-node-*.jar "$out/app/"
rm -f "$out"/app/*-sources.jar "$out"/app/*-javadoc.jar
cp "$target"/lib/replicator-*.jar "$out/app/lib/"
cp "$target"/lib/*.jar "$out/lib/"
rm "$out"/lib/replicator-*.jar

# Native libraries lie open, so that nothing need be unpacked where nothing can be written.
work=$(mktemp -d)
cd "$work"

# Takes the library of this platform out of a jar, and those of the others away: lay_open JAR LIBRARY ALL_LIBRARIES
lay_open() {
    jar xf "$1"
    mv "$2" "$out/native/"
    # shellcheck disable=SC2086 # A pattern.
    rm -rf $3
    jar cfM "$1" .
    rm -rf ./*
}

lay_open "$(echo "$out"/lib/rocksdbjni-*.jar)" "librocksdbjni-$rocksdb.so" "librocksdbjni-*"
lay_open "$(echo "$out"/lib/conscrypt-openjdk-uber-*.jar)" \
    "META-INF/native/libconscrypt_openjdk_jni-linux-$arch.so" META-INF/native
lay_open "$(echo "$out"/lib/netty-transport-native-epoll-*-linux-"$arch".jar)" \
    "META-INF/native/libnetty_transport_native_epoll_$arch.so" META-INF/native
cd /
rm -rf "$work"
chmod 755 "$out"/native/*

# One name whatever the version, and times that survive a registry: the caches for faster starts depend on both.
mv "$out"/app/replicator-node-*.jar "$out/app/replicator-node.jar"
find "$out" -exec touch -h -d @0 {} +
