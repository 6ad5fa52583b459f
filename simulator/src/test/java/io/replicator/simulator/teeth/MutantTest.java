package io.replicator.simulator.teeth;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.engine.driver.Driver;
import io.replicator.engine.model.ClusterId;
import io.replicator.engine.model.NodeId;
import io.replicator.engine.model.PeerId;
import io.replicator.engine.model.StoreId;
import io.replicator.engine.quorum.Quorums;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The planting of bugs itself: that a bug is in its private copy and nowhere else. */
class MutantTest {

    private static final String ENGINE = "io.replicator.engine.";
    private static final MemoryCompiler COMPILER = new MemoryCompiler();
    private static final PlantedBug ONE_TOO_LARGE = PlantedBug.of("sample", "e is one too large")
            .engine("quorum/Quorums.java", "(smallestClassic - 1) / 2;", "(smallestClassic - 1) / 2 + 1;");

    @AfterAll
    static void close() {
        COMPILER.close();
    }

    private static ClassLoader copyWith(PlantedBug bug) {
        return Mutant.plant(bug, COMPILER).load();
    }

    private static Object make(ClassLoader copy, String name, Object... arguments) throws ReflectiveOperationException {
        for (Constructor<?> constructor : copy.loadClass(ENGINE + name).getConstructors()) {
            if (constructor.getParameterCount() == arguments.length
                    && (arguments.length != 1 || constructor.getParameterTypes()[0].isInstance(arguments[0]))) {
                return constructor.newInstance(arguments);
            }
        }
        throw new NoSuchMethodException(name);
    }

    /** How many votes a fast quorum may lack in one cluster of three, as the copy has it. */
    private static Object missable(ClassLoader copy) throws ReflectiveOperationException {
        List<Object> voters = new ArrayList<>();
        for (long voter = 0; voter < 3; voter++) {
            Object peer = make(copy, "model.PeerId", "p" + voter);
            voters.add(make(copy, "model.NodeId", peer, make(copy, "model.StoreId", voter, voter)));
        }
        SortedMap<Object, Object> members = new TreeMap<>();
        members.put(make(copy, "model.ClusterId", "A"), voters);
        Object quorums = make(copy, "quorum.Quorums", members);
        return quorums.getClass().getMethod("missable").invoke(quorums);
    }

    private static int missableAsDeployed() {
        List<NodeId> voters = new ArrayList<>();
        for (long voter = 0; voter < 3; voter++) {
            voters.add(new NodeId(new PeerId("p" + voter), new StoreId(voter, voter)));
        }
        SortedMap<ClusterId, List<NodeId>> members = new TreeMap<>();
        members.put(new ClusterId("A"), voters);
        return new Quorums(members).missable();
    }

    @Test
    void hasTheBugInItsCopyAlone() throws ReflectiveOperationException {
        assertEquals(1, missable(copyWith(ONE_TOO_LARGE)));
        assertEquals(0, missable(copyWith(PlantedBug.none())));
        assertEquals(0, missableAsDeployed());
    }

    @Test
    void copiesEngineAndSimulatorAndSharesTheRest() throws ReflectiveOperationException {
        ClassLoader copy = copyWith(PlantedBug.none());
        Class<?> driver = copy.loadClass(Driver.class.getName());
        assertNotSame(Driver.class, driver);
        assertSame(copy, driver.getClassLoader());
        assertSame(driver, copy.loadClass(Driver.class.getName()));
        assertSame(copy, copy.loadClass("io.replicator.simulator.swarm.Hunt").getClassLoader());
        assertSame(String.class, copy.loadClass("java.lang.String"));
        assertSame(Mutant.class, copy.loadClass(Mutant.class.getName()));
        assertNotSame(driver, copyWith(PlantedBug.none()).loadClass(Driver.class.getName()));
    }

    @Test
    void replacesInnerClassesToo() throws ReflectiveOperationException {
        PlantedBug bug = PlantedBug.of("sample", "a vote may be above the promise")
                .engine("model/KeyState.java", "vote.ballot().isAbove(promised)", "promised.isAbove(vote.ballot())");
        assertDoesNotThrow(() -> voteAboveThePromise(copyWith(bug)));
        InvocationTargetException refused =
                assertThrows(InvocationTargetException.class, () -> voteAboveThePromise(copyWith(PlantedBug.none())));
        assertInstanceOf(IllegalArgumentException.class, refused.getCause());
    }

    private static void voteAboveThePromise(ClassLoader copy) throws ReflectiveOperationException {
        Class<?> ballots = copy.loadClass(ENGINE + "model.Ballot");
        Class<?> votes = copy.loadClass(ENGINE + "model.Vote");
        Object vote = votes.getConstructors()[0].newInstance(
                ballots.getField("CONFIRM").get(null), null, null, null);
        copy.loadClass(ENGINE + "model.KeyState$Undecided")
                .getConstructors()[0]
                .newInstance(ballots.getField("FAST").get(null), vote);
    }

    @Test
    void takesNoInnerClassFromTheOriginalOfAChangedFile() {
        PlantedBug bug = PlantedBug.of("sample", "there is always something")
                .engine("quorum/ValueRule.java", "public record Nothing() implements Choice {}", "")
                .engine("quorum/ValueRule.java", "best == null ? new Nothing() : new Free(best)", "new Free(best)");
        ClassLoader copy = copyWith(bug);
        ClassNotFoundException gone =
                assertThrows(ClassNotFoundException.class, () -> copy.loadClass(ENGINE + "quorum.ValueRule$Nothing"));
        assertTrue(String.valueOf(gone.getMessage()).contains("not in its file any more"), gone.getMessage());
    }

    @Test
    void compilesSeveralChangedFilesTogether() {
        PlantedBug bug = PlantedBug.of("sample", "one file calls what another one did not have")
                .engine(
                        "quorum/Quorums.java",
                        "public int voters() {",
                        "public int all3() { return 3; } public int voters() {")
                .engine("quorum/FastTally.java", "quorums.missable()", "quorums.all3()");
        assertTrue(Mutant.plant(bug, COMPILER).classes().containsKey(ENGINE + "quorum.FastTally$Verdict"));
    }

    private static String refusal(PlantedBug bug) {
        return String.valueOf(assertThrows(PlantingException.class, () -> Mutant.plant(bug, COMPILER))
                .getMessage());
    }

    @Test
    void refusesABugThatDoesNotCompileWithWhatTheCompilerSays() {
        String refusal = refusal(PlantedBug.of("sample", "nonsense")
                .engine("quorum/Quorums.java", "(smallestClassic - 1) / 2;", "smallestClassic.half();"));
        assertTrue(
                refusal.contains("the bug 'sample' cannot be planted: it does not compile")
                        && refusal.contains("Quorums.java:")
                        && refusal.contains("int cannot be dereferenced"),
                refusal);
    }

    @Test
    void refusesABugWhoseEditFitsNoLonger() {
        String refusal =
                refusal(PlantedBug.of("sample", "of long ago").engine("quorum/Quorums.java", "no such text", ""));
        assertTrue(refusal.startsWith("the bug 'sample' cannot be planted: this stands nowhere in"), refusal);
    }

    @Test
    void refusesABugInAFileThatIsGone() {
        String refusal = refusal(PlantedBug.of("sample", "of long ago").engine("quorum/Gone.java", "x", "y"));
        assertTrue(refusal.contains("there is no file") && refusal.contains("quorum/Gone.java"), refusal);
    }
}
