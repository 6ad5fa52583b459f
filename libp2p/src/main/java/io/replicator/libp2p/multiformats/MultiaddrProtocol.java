package io.replicator.libp2p.multiformats;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The protocols that may be part of a {@link Multiaddr} (multiformats/multiaddr, {@code protocols.csv}). */
public enum MultiaddrProtocol {
    IP4("ip4", 4, MultiaddrValue.IP4),
    TCP("tcp", 6, MultiaddrValue.PORT),
    IP6("ip6", 41, MultiaddrValue.IP6),
    IP6ZONE("ip6zone", 42, MultiaddrValue.TEXT),
    DNS("dns", 53, MultiaddrValue.TEXT),
    DNS4("dns4", 54, MultiaddrValue.TEXT),
    DNS6("dns6", 55, MultiaddrValue.TEXT),
    DNSADDR("dnsaddr", 56, MultiaddrValue.TEXT),
    UDP("udp", 273, MultiaddrValue.PORT),
    WEBRTC_DIRECT("webrtc-direct", 280, MultiaddrValue.NONE),
    WEBRTC("webrtc", 281, MultiaddrValue.NONE),
    P2P_CIRCUIT("p2p-circuit", 290, MultiaddrValue.NONE),
    P2P("p2p", 421, MultiaddrValue.PEER),
    HTTPS("https", 443, MultiaddrValue.NONE),
    TLS("tls", 448, MultiaddrValue.NONE),
    SNI("sni", 449, MultiaddrValue.TEXT),
    NOISE("noise", 454, MultiaddrValue.NONE),
    QUIC("quic", 460, MultiaddrValue.NONE),
    QUIC_V1("quic-v1", 461, MultiaddrValue.NONE),
    WEBTRANSPORT("webtransport", 465, MultiaddrValue.NONE),
    CERTHASH("certhash", 466, MultiaddrValue.CERTHASH),
    WS("ws", 477, MultiaddrValue.NONE),
    WSS("wss", 478, MultiaddrValue.NONE),
    HTTP("http", 480, MultiaddrValue.NONE);

    private static final String LEGACY_P2P_NAME = "ipfs";

    private final String label;
    private final int code;
    private final MultiaddrValue value;

    MultiaddrProtocol(String label, int code, MultiaddrValue value) {
        this.label = label;
        this.code = code;
        this.value = value;
    }

    /** The name in the text form. */
    public String label() {
        return label;
    }

    /** The number in the binary form. */
    public int code() {
        return code;
    }

    /** Whether a value follows the name. */
    public boolean hasValue() {
        return value != MultiaddrValue.NONE;
    }

    MultiaddrValue value() {
        return value;
    }

    static @Nullable MultiaddrProtocol byCode(long code) {
        for (MultiaddrProtocol protocol : values()) {
            if (protocol.code == code) {
                return protocol;
            }
        }
        return null;
    }

    static @Nullable MultiaddrProtocol byLabel(String label) {
        String current = label.equals(LEGACY_P2P_NAME) ? P2P.label : label;
        for (MultiaddrProtocol protocol : values()) {
            if (protocol.label.equals(current)) {
                return protocol;
            }
        }
        return null;
    }

    /** All names, for error messages. */
    static String labels() {
        return Arrays.stream(values()).map(MultiaddrProtocol::label).collect(Collectors.joining(", "));
    }
}
