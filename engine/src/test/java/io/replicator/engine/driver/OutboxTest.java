package io.replicator.engine.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.replicator.engine.Samples;
import io.replicator.engine.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OutboxTest {

    private final List<Message> sent = new ArrayList<>();
    private final Outbox outbox = new Outbox((_, message) -> sent.add(message));

    private static Message message(int number) {
        return new Message.PullConfigs(number);
    }

    private void send(int number, long afterEntry) {
        outbox.send(Samples.node("a", 1), message(number), afterEntry);
    }

    private void assertSent(Integer... numbers) {
        assertEquals(Stream.of(numbers).map(OutboxTest::message).toList(), sent);
    }

    @Test
    void replyThatWaitsForNothingLeavesAtOnce() {
        send(1, 0);
        assertSent(1);
        assertEquals(0, outbox.wanted());
    }

    @Test
    void replyWaitsForTheSyncOfItsEntry() {
        send(1, 5);
        assertSent();
        assertEquals(5, outbox.wanted());
        outbox.synced(4);
        assertSent();
        outbox.synced(5);
        assertSent(1);
        assertEquals(0, outbox.size());
    }

    @Test
    void repliesLeaveInOrder() {
        send(1, 5);
        send(2, 0);
        send(3, 7);
        assertSent();
        outbox.synced(6);
        assertSent(1, 2);
        outbox.synced(7);
        assertSent(1, 2, 3);
    }

    @Test
    void wantsTheLatestEntryThatAReplyWaitsFor() {
        send(1, 9);
        send(2, 4);
        assertEquals(9, outbox.wanted());
        assertEquals(2, outbox.size());
    }
}
