package io.replicator.libp2p.multiformats;

import io.replicator.libp2p.fuzz.Broken;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Peer ids, CIDs and multibase, as bytes and as text. */
public final class PeerIdFuzz {

    private static final List<String> IDS = List.of(
            "12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN",
            "QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N",
            "bafzbeie5745rpv2m6tjyuugywy4d5ewrqgqqhfnf445he3omzpjbx5xqxe");

    private PeerIdFuzz() {}

    public static List<byte[]> seeds() {
        return IDS.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    }

    public static void fuzzerTestOneInput(byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8);
        try {
            check(PeerId.decode(data));
        } catch (IllegalArgumentException _) {
            // Malformed, and said so.
        }
        try {
            check(PeerId.parse(text));
        } catch (IllegalArgumentException _) {
            // Malformed, and said so.
        }
        try {
            Cid cid = Cid.parse(text);
            Broken.unless(Cid.parse(cid.toString()).equals(cid), "a CID comes back as it was written");
        } catch (IllegalArgumentException _) {
            // Malformed, and said so.
        }
        try {
            Multibase.decode(text);
        } catch (IllegalArgumentException _) {
            // Malformed, and said so.
        }
        for (Multibase base : Multibase.values()) {
            byte[] back = Multibase.decode(base.encode(data));
            Broken.unless(java.util.Arrays.equals(data, back), base + " gives back what it was given");
        }
    }

    private static void check(PeerId id) {
        Broken.unless(PeerId.decode(id.encode()).equals(id), "an id comes back as it was written");
        Broken.unless(PeerId.parse(id.toString()).equals(id), "an id comes back as it was said");
        Broken.unless(PeerId.parse(id.toCid().toString()).equals(id), "an id comes back from its CID");
    }
}
