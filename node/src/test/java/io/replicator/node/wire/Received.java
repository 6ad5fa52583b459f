package io.replicator.node.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.replicator.engine.message.Message;
import io.replicator.engine.model.NetworkId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps what a decoder tells. */
final class Received implements FrameDecoder.Receiver {

    final List<Message> messages = new ArrayList<>();
    final List<NetworkId> networks = new ArrayList<>();
    int frames;
    Message.@Nullable Hello hello;

    @Override
    public void hello(Message.Hello said) {
        hello = said;
    }

    @Override
    public void messages(NetworkId network, List<Message> told) {
        frames++;
        networks.add(network);
        messages.addAll(told);
    }

    /** Whatever these bytes tell after a Hello. */
    static Received from(byte[] hello, byte[] frames) throws WireException {
        Received received = new Received();
        FrameDecoder decoder = new FrameDecoder(received);
        decoder.feed(Unpooled.wrappedBuffer(hello));
        decoder.feed(Unpooled.wrappedBuffer(frames));
        return received;
    }

    /** The readable bytes; releases the buffer. */
    static byte[] bytesOf(ByteBuf buffer) {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        buffer.release();
        return bytes;
    }
}
