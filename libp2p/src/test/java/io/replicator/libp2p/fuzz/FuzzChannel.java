package io.replicator.libp2p.fuzz;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * A channel whose remote is a fuzzer. It knows how much memory its handlers hold, and whether they give all of it back.
 */
public final class FuzzChannel extends EmbeddedChannel {

    private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(false, true);
    private final List<ByteBuf> given = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private long mostMemory;

    /** Without handlers yet. */
    public FuzzChannel() {
        config().setAllocator(memory);
        freezeTime();
    }

    /** The remote sends these bytes, in pieces of this length; what fails is kept, and the rest comes all the same. */
    public void receive(byte[] bytes, int piece) {
        for (int at = 0; at < bytes.length && isOpen(); at += piece) {
            // Direct, as what a socket gives.
            int length = Math.min(piece, bytes.length - at);
            ByteBuf in = Unpooled.directBuffer(length, length).writeBytes(bytes, at, length);
            given.add(in);
            attempt(() -> writeInbound(in));
        }
    }

    /** Does something with this channel; what its handlers throw meanwhile is kept. */
    public void attempt(Runnable action) {
        try {
            action.run();
            checkException();
        } catch (AssertionError broken) {
            throw broken;
        } catch (Throwable failure) {
            failures.add(
                    failure instanceof DecoderException && failure.getCause() != null ? failure.getCause() : failure);
        }
        mostMemory = Math.max(
                mostMemory, memory.metric().usedHeapMemory() + memory.metric().usedDirectMemory());
    }

    /** What handlers have thrown so far and nobody caught, without what only wraps it. */
    public List<Throwable> failures() {
        return failures;
    }

    /** The most bytes that the handlers held at a time. */
    public long mostMemory() {
        return mostMemory;
    }

    /** All bytes that were sent since the last call. */
    public byte[] sent() {
        return drain(outboundMessages());
    }

    /** All bytes that came through to the end of the pipeline since the last call. */
    public byte[] delivered() {
        return drain(inboundMessages());
    }

    /** Ends the channel and sees that every buffer was given back. */
    public void end() {
        attempt(this::finishAndReleaseAll);
        Broken.unless(given.stream().allMatch(in -> in.refCnt() == 0), "what was received is released");
        long left = memory.metric().usedHeapMemory() + memory.metric().usedDirectMemory();
        Broken.unless(left == 0, left + " bytes of buffers are not released");
    }

    @Override
    protected SocketAddress localAddress0() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 4001);
    }

    private static byte[] drain(Queue<Object> messages) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Object message = messages.poll(); message != null; message = messages.poll()) {
            ByteBuf part = (ByteBuf) message;
            byte[] bytes = new byte[part.readableBytes()];
            part.readBytes(bytes);
            part.release();
            all.writeBytes(bytes);
        }
        return all.toByteArray();
    }
}
