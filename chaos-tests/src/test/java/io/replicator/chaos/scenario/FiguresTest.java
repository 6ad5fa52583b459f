package io.replicator.chaos.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.replicator.simulator.history.Outcome;
import io.replicator.simulator.load.JudgedClients.Operation;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class FiguresTest {

    private static Operation store(long begin, long end, Outcome<String> outcome) {
        return new Operation("k", "t", 0, begin, end, outcome, "");
    }

    @Test
    void countsAnswersAndTheLongestTimeWithoutAStore() {
        List<Operation> operations = List.of(
                store(10, 20, new Outcome.Stored<>()),
                store(25, 30, new Outcome.Taken<>("other")),
                store(30, 90, new Outcome.Unknown<>()),
                new Operation("k", "", 0, 40, 50, new Outcome.Found<>("t"), ""),
                store(80, 140, new Outcome.Stored<>()),
                store(100, 120, new Outcome.Refused<>()),
                store(105, 160, new Outcome.Stored<>()));
        Figures figures = Figures.of(operations, OptionalLong.of(102));
        assertEquals(6, figures.tried());
        assertEquals(3, figures.acknowledged());
        assertEquals(2, figures.refused());
        assertEquals(1, figures.unknown());
        assertEquals(1, figures.reads());
        assertEquals(120, figures.unavailable());
        assertEquals(OptionalLong.of(58), figures.healing());
    }

    @Test
    void unavailabilityLastsUntilTheLastAnswer() {
        List<Operation> operations =
                List.of(store(0, 5, new Outcome.Stored<>()), store(6, 100, new Outcome.Unknown<>()));
        assertEquals(95, Figures.of(operations, OptionalLong.empty()).unavailable());
        assertEquals(0, Figures.of(List.of(), OptionalLong.empty()).unavailable());
    }
}
