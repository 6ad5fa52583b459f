package io.replicator.engine.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.replicator.engine.Samples;
import io.replicator.engine.acceptor.Acceptor;
import io.replicator.engine.message.Request;
import io.replicator.engine.message.Request.Accept;
import io.replicator.engine.message.Request.Prepare;
import io.replicator.engine.message.Request.Propose;
import io.replicator.engine.model.Ballot;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.StoreId;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import org.junit.jupiter.api.Test;

class RefusedBytesTest {

    private static final TxId TX = new TxId("tx");
    private static final Ballot LOW = new Ballot(2, new StoreId(0, 1), 1);
    private static final Ballot HIGH = new Ballot(3, new StoreId(0, 1), 1);
    private static final Value LONG = Value.of(new byte[Acceptor.INLINE_VALUE_BYTES + 1]);

    private final RefusedBytes refused = new RefusedBytes();

    private static Pid pid(String key) {
        return Samples.pid(key, "tx", "value");
    }

    private void refuse(String key, Value value) {
        refused.keep(Samples.key(key), new Propose(pid(key), TX, value));
    }

    private void assertKept(Value value, String key) {
        Request complete = refused.complete(Samples.key(key), new Accept(HIGH, pid(key), TX, null));
        assertEquals(new Accept(HIGH, pid(key), TX, value), complete);
    }

    private void assertLeftAlone(Key key, Request request) {
        assertSame(request, refused.complete(key, request));
    }

    private void assertNotKept(String key) {
        assertLeftAlone(Samples.key(key), new Accept(HIGH, pid(key), TX, null));
    }

    @Test
    void keepsWhatProposalsAndBallotsBring() {
        refuse("a", LONG);
        refused.keep(Samples.key("b"), new Accept(LOW, pid("b"), TX, LONG));
        assertKept(LONG, "a");
        assertKept(LONG, "b");
        assertNotKept("c");
    }

    @Test
    void keepsNothingThatIsShortOrWithoutBytes() {
        refuse("a", Value.of(new byte[Acceptor.INLINE_VALUE_BYTES]));
        refused.keep(Samples.key("b"), new Accept(LOW, pid("b"), TX, null));
        refused.keep(Samples.key("c"), new Prepare(LOW));
        assertNotKept("a");
        assertNotKept("b");
        assertNotKept("c");
    }

    @Test
    void completesTheSameProposalAlone() {
        refuse("a", LONG);
        assertLeftAlone(Samples.key("b"), new Accept(HIGH, pid("a"), TX, null));
        assertLeftAlone(Samples.key("a"), new Accept(HIGH, pid("a"), new TxId("other"), null));
        assertLeftAlone(Samples.key("a"), new Accept(HIGH, pid("a"), TX, LONG));
        assertLeftAlone(Samples.key("a"), new Prepare(HIGH));
    }

    @Test
    void forgetsTheOldestFirst() {
        Value third = Value.of(new byte[RefusedBytes.MOST_BYTES / 3]);
        for (String key : new String[] {"a", "b", "c"}) {
            refuse(key, third);
            // Once more takes no room.
            refuse(key, third);
        }
        assertKept(third, "a");
        refuse("d", third);
        assertNotKept("a");
        assertKept(third, "b");
        assertKept(third, "d");
    }

    @Test
    void hasRoomForOneValueOfTheLongestKind() {
        Value longest = Value.of(new byte[Value.MAX_BYTES]);
        refuse("a", LONG);
        refuse("b", longest);
        assertNotKept("a");
        assertKept(longest, "b");
    }
}
