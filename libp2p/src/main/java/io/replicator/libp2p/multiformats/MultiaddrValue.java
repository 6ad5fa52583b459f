package io.replicator.libp2p.multiformats;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** How the value of a multiaddr component translates between text and bytes. Both directions validate. */
enum MultiaddrValue {
    NONE(0) {
        @Override
        byte[] parse(String text) {
            throw new IllegalStateException("a protocol without a value has nothing to parse");
        }

        @Override
        String format(byte[] bytes) {
            return "";
        }
    },

    IP4(4) {
        @Override
        byte[] parse(String text) {
            if (!IP4_TEXT.matcher(text).matches()) {
                throw new IllegalArgumentException("\"" + text
                        + "\" is not an IPv4 address; expected four numbers from 0 to 255, as in 127.0.0.1");
            }
            return Inet4Address.ofLiteral(text).getAddress();
        }

        @Override
        String format(byte[] bytes) {
            return (bytes[0] & 0xff) + "." + (bytes[1] & 0xff) + "." + (bytes[2] & 0xff) + "." + (bytes[3] & 0xff);
        }
    },

    IP6(16) {
        @Override
        byte[] parse(String text) {
            // The characters are checked first because the JDK's parser takes zones and brackets as well.
            if (!text.contains(":") || !IP6_CHARACTERS.matcher(text).matches()) {
                throw notAnIp6Address(text);
            }
            try {
                byte[] bytes = InetAddress.ofLiteral(text).getAddress();
                return bytes.length == 16 ? bytes : mapped(bytes);
            } catch (IllegalArgumentException e) {
                throw notAnIp6Address(text);
            }
        }

        @Override
        String format(byte[] bytes) {
            return Ip6Text.format(bytes);
        }

        private IllegalArgumentException notAnIp6Address(String text) {
            return new IllegalArgumentException("\"" + text + "\" is not an IPv6 address; expected the form ::1,"
                    + " without brackets; a zone goes before it, as in /ip6zone/eth0/ip6/fe80::1");
        }

        // The JDK turns ::ffff:1.2.3.4 into an IPv4 address.
        private byte[] mapped(byte[] ip4) {
            return ByteBuffer.allocate(16)
                    .putLong(0)
                    .putShort((short) 0)
                    .putShort((short) 0xffff)
                    .put(ip4)
                    .array();
        }
    },

    PORT(2) {
        @Override
        byte[] parse(String text) {
            if (!PORT_TEXT.matcher(text).matches() || Integer.parseInt(text) > 0xffff) {
                throw new IllegalArgumentException("\"" + text + "\" is not a port; expected 0 to 65535");
            }
            return ByteBuffer.allocate(2)
                    .putShort((short) Integer.parseInt(text))
                    .array();
        }

        @Override
        String format(byte[] bytes) {
            return Integer.toString(((bytes[0] & 0xff) << 8) | (bytes[1] & 0xff));
        }
    },

    /** A name in UTF-8. */
    TEXT(MultiaddrValue.VARIABLE) {
        @Override
        byte[] parse(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        String format(byte[] bytes) {
            try {
                String text = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
                if (text.isEmpty() || text.contains("/")) {
                    throw new IllegalArgumentException("a name in a multiaddr is neither empty nor contains '/'");
                }
                return text;
            } catch (CharacterCodingException e) {
                throw new IllegalArgumentException("a name in a multiaddr is not valid UTF-8", e);
            }
        }
    },

    PEER(MultiaddrValue.VARIABLE) {
        @Override
        byte[] parse(String text) {
            return PeerId.parse(text).encode();
        }

        @Override
        String format(byte[] bytes) {
            return PeerId.decode(bytes).toString();
        }
    },

    CERTHASH(MultiaddrValue.VARIABLE) {
        @Override
        byte[] parse(String text) {
            return Multihash.decode(Multibase.decode(text)).encode();
        }

        @Override
        String format(byte[] bytes) {
            return Multibase.BASE64_URL.encode(Multihash.decode(bytes).encode());
        }
    };

    /** Size of values that have their length in front. */
    static final int VARIABLE = -1;

    private static final Pattern IP4_TEXT = Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(?!$)|$)){4}");
    private static final Pattern IP6_CHARACTERS = Pattern.compile("[0-9a-fA-F:.]{2,45}");
    private static final Pattern PORT_TEXT = Pattern.compile("\\d{1,5}");

    private final int size;

    MultiaddrValue(int size) {
        this.size = size;
    }

    /** Bytes of a value, or {@link #VARIABLE}. */
    int size() {
        return size;
    }

    abstract byte[] parse(String text);

    /** Text of a value; throws if bytes of the right size are no value of this kind. */
    abstract String format(byte[] bytes);
}
