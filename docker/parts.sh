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

# The newest, as the launcher does, and the libraries that it names: those of an older version may lie beside them.
# shellcheck disable=SC2012 # Jars have plain names.
jar=$(ls -t "$target"/replicator-node-[0-9]*.jar | grep -v -e -sources -e -javadoc -e -tests | head -n 1)
cp "$jar" "$out/app/replicator-node.jar"
work=$(mktemp -d)
cd "$work"
jar xf "$jar" META-INF/MANIFEST.MF
# A line of a manifest that begins with a blank goes on with the one above.
for library in $(tr -d '\r' <META-INF/MANIFEST.MF | sed -e ':a' -e '$!N' -e 's/\n //' -e ta -e 'P;D' | sed -n 's/^Class-Path: //p'); do
    case $library in
        lib/replicator-*) cp "$target/$library" "$out/app/lib/" ;;
        *) cp "$target/$library" "$out/lib/" ;;
    esac
done
rm -rf ./*

# Native libraries lie open, so that nothing need be unpacked where nothing can be written.
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

# Times that survive a registry: the caches for faster starts depend on them.
find "$out" -exec touch -h -d @0 {} +
