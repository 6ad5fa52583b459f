package io.replicator.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.replicator.engine.model.Value;
import io.replicator.node.http.HttpSettings.Answers;
import io.replicator.node.http.HttpSettings.Connections;
import io.replicator.node.http.HttpSettings.Stores;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class HttpSettingsTest {

    @Test
    void thereIsAlwaysRoomForOneValueOfTheLongestKind() {
        Stores stores = new Stores(1000, 2, 4000);
        assertEquals(new Stores(5000, 2, 5000), stores.withBytes(5000, 4000));
        assertEquals(new Stores(500, 2, 4000), stores.withBytes(500, 4000));
        refused(() -> new Stores(1000, 2, 999));
    }

    @Test
    void refusesLimitsThatLeaveNothing() {
        refused(() -> new Stores(-1, 2, 4000));
        refused(() -> new Stores(Value.MAX_BYTES + 1, 2, Integer.MAX_VALUE));
        refused(() -> new Stores(1000, 0, 4000));
        refused(() -> new Answers(0, 1));
        refused(() -> new Answers(1, 0));
        refused(() -> new Connections(0, Duration.ofSeconds(1)));
        refused(() -> new Connections(1, Duration.ZERO));
        refused(() -> HttpSettings.DEFAULTS.withRequestTimeout(Duration.ZERO));
    }

    /** A long answer may take as long as its least rate allows, and the time of an idle connection besides. */
    @Test
    void theTimeToReadGrowsWithTheAnswer() {
        HttpSettings settings = HttpSettings.DEFAULTS.withAnswers(new Answers(1, 1000));
        Duration idle = settings.connections().idleTimeout();
        assertEquals(idle, settings.timeToRead(0));
        assertEquals(idle.plusMillis(2500), settings.timeToRead(2500));
    }

    private static void refused(Executable making) {
        assertThrows(IllegalArgumentException.class, making);
    }
}
