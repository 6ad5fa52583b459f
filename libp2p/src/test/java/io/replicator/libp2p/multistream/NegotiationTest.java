package io.replicator.libp2p.multistream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class NegotiationTest {

    private static final String HEADER = "\u0013/multistream/1.0.0\n";

    private final ByteBuf out = Unpooled.buffer();

    @Test
    void writesHeaderAndProposalTogether() {
        new DialerNegotiation(List.of("/noise", "/tls/1.0.0")).start(out);
        assertEquals("132f6d756c746973747265616d2f312e302e300a072f6e6f6973650a", hex(out));
    }

    @Test
    void takesWhatTheRemoteAccepts() throws Exception {
        Negotiation dialer = new DialerNegotiation(List.of("/a", "/b", "/c"));
        assertNull(dialer.advance(text(HEADER + "\u0003na\n"), out));
        assertEquals("\u0003/b\n", read());
        assertEquals("/b", dialer.advance(text("\u0003/b\n"), out));
    }

    @Test
    void leavesWhatFollowsTheAgreement() throws Exception {
        ByteBuf in = text(HEADER + "\u0003/a\nrest");
        assertEquals("/a", new DialerNegotiation(List.of("/a")).advance(in, out));
        assertEquals("rest", in.toString(StandardCharsets.UTF_8));
        in = text(HEADER + "\u0003/a\nrest");
        assertEquals("/a", new ListenerNegotiation("/a"::equals).advance(in, out));
        assertEquals("rest", in.toString(StandardCharsets.UTF_8));
    }

    @Test
    void failsWhenAllProposalsAreRefused() {
        Negotiation dialer = new DialerNegotiation(List.of("/a", "/b"));
        assertThrows(NoCommonProtocolException.class, () -> dialer.advance(text(HEADER + "\u0003na\n\u0003na\n"), out));
    }

    @Test
    void failsAtAnAnswerThatWasNotProposed() {
        Negotiation dialer = new DialerNegotiation(List.of("/a"));
        assertThrows(MultistreamException.class, () -> dialer.advance(text(HEADER + "\u0003/x\n"), out));
    }

    @Test
    void refusesLsAndUnknownProtocolsAndGoesOn() throws Exception {
        Negotiation listener = new ListenerNegotiation("/a"::equals);
        listener.start(out);
        assertEquals(HEADER, read());
        assertEquals("/a", listener.advance(text(HEADER + "\u000b/tls/1.0.0\n\u0003ls\n\u0003/a\n"), out));
        assertEquals("\u0003na\n\u0003na\n\u0003/a\n", read());
    }

    @Test
    void readsByteByByte() throws Exception {
        Negotiation listener = new ListenerNegotiation("/a"::equals);
        byte[] wire = (HEADER + "\u0003/a\n").getBytes(StandardCharsets.UTF_8);
        ByteBuf in = Unpooled.buffer();
        @Nullable String agreed = null;
        for (byte octet : wire) {
            assertNull(agreed);
            agreed = listener.advance(in.writeByte(octet), out);
        }
        assertEquals("/a", agreed);
    }

    @Test
    void refusesOversizedEmptyAndUnterminatedMessages() {
        assertThrows(MultistreamException.class, () -> listenAfterHeader("8108"));
        assertThrows(MultistreamException.class, () -> listenAfterHeader("00"));
        assertThrows(MultistreamException.class, () -> listenAfterHeader("026162"));
        assertThrows(MultistreamException.class, () -> listenAfterHeader("ffffffffffffffffffff"));
        assertThrows(MultistreamException.class, () -> listenAfterHeader("8100"));
    }

    @Test
    void refusesAnotherVersionAtTheFirstByteThatDiffers() throws Exception {
        listen("\u0013/multistream/".getBytes(StandardCharsets.UTF_8));
        assertThrows(MultistreamException.class, () -> listen("\u0013/multistream/2".getBytes(StandardCharsets.UTF_8)));
        // A length as of a short message: there is nothing to wait for.
        assertThrows(MultistreamException.class, () -> listen(new byte[] {0x12}));
        Negotiation dialer = new DialerNegotiation(List.of("/a"));
        assertThrows(MultistreamException.class, () -> dialer.advance(text("\u0012"), out));
    }

    @Test
    void saysNothingBeforeTheRemotesHeaderIfItOnlyAnswers() throws Exception {
        Negotiation listener = ListenerNegotiation.answering("/a"::equals);
        listener.start(out);
        ByteBuf in = text(HEADER + "\u0003/a\n");
        for (int length = 1; length < HEADER.length(); length++) {
            assertNull(listener.advance(in.slice(0, length), out));
        }
        assertEquals("", read());
        assertEquals("/a", listener.advance(in, out));
        assertEquals(HEADER + "\u0003/a\n", read());
    }

    @Test
    void refusesEndlessProposals() {
        String proposals = "\u0003/x\n".repeat(ListenerNegotiation.MAX_PROPOSALS + 1);
        assertThrows(MultistreamException.class, () -> listen((HEADER + proposals).getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void handlerHandsLeftoversToTheNextHandler() {
        EmbeddedChannel channel = new EmbeddedChannel(
                new MultistreamHandler(new ListenerNegotiation("/a"::equals), (ctx, protocol) -> {}));
        assertEquals(HEADER, content(channel.readOutbound()));
        channel.writeInbound(text(HEADER + "\u0003/a\nleft"), text("over"));
        assertEquals("\u0003/a\n", content(channel.readOutbound()));
        assertEquals("left", content(channel.readInbound()));
        assertEquals("over", content(channel.readInbound()));
        assertNull(channel.pipeline().get(MultistreamHandler.class));
        channel.finishAndReleaseAll();
    }

    @Test
    void handlerFailsAtGarbage() {
        EmbeddedChannel channel = new EmbeddedChannel(
                new MultistreamHandler(new ListenerNegotiation("/a"::equals), (ctx, protocol) -> {}));
        assertThrows(
                DecoderException.class,
                () -> channel.writeInbound(text(
                        "GET / HTTP/1.1\r\nHost: example\r\n" + "Accept: everything that there is\r\n\r\n".repeat(4))));
        channel.finishAndReleaseAll();
    }

    @Test
    void handlerReadsNothingAfterAFailure() {
        List<String> agreed = new ArrayList<>();
        EmbeddedChannel channel = new EmbeddedChannel(
                new MultistreamHandler(new ListenerNegotiation("/a"::equals), (ctx, protocol) -> agreed.add(protocol)));
        assertThrows(DecoderException.class, () -> channel.writeInbound(text(HEADER + "\u0000")));
        channel.writeInbound(text("\u0003/a\n"));
        channel.finishAndReleaseAll();
        assertEquals(List.of(), agreed);
    }

    private void listenAfterHeader(String hex) throws Exception {
        Negotiation listener = new ListenerNegotiation("/a"::equals);
        assertNull(listener.advance(text(HEADER), out));
        listener.advance(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex)), out);
    }

    private void listen(byte[] wire) throws Exception {
        new ListenerNegotiation("/a"::equals).advance(Unpooled.wrappedBuffer(wire), out);
    }

    private String read() {
        String text = out.toString(StandardCharsets.UTF_8);
        out.clear();
        return text;
    }

    private static ByteBuf text(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    private static String content(ByteBuf buffer) {
        String text = buffer.toString(StandardCharsets.UTF_8);
        buffer.release();
        return text;
    }

    private static String hex(ByteBuf buffer) {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
