package io.replicator.simulator.teeth;

import java.lang.reflect.InvocationTargetException;
import org.jspecify.annotations.Nullable;

/** Runs seeds in a private copy of engine and simulator until one of them fails. */
@FunctionalInterface
interface Hunter {

    /**
     * A failed seed.
     *
     * @param property what was broken
     * @param message what was seen
     */
    record Catch(long seed, String property, String message) {

        /** Reads {@code seed|property|message}. */
        static Catch parse(String line) {
            String[] parts = line.split("\\|", 3);
            if (parts.length != 3) {
                throw new IllegalArgumentException("not of the form seed|property|message: " + line);
            }
            return new Catch(Long.parseLong(parts[0]), parts[1], parts[2]);
        }
    }

    /** The first of so many seeds that fails; null if none does. */
    @Nullable
    Catch hunt(ClassLoader copy, long firstSeed, int seeds) throws ReflectiveOperationException;

    /** Hunts with the swarm, which draws everything from the seed. */
    static Hunter swarm() {
        return (copy, firstSeed, seeds) -> {
            Class<?> hunt = copy.loadClass("io.replicator.simulator.swarm.Hunt");
            try {
                Object line =
                        hunt.getMethod("firstFailure", long.class, int.class).invoke(null, firstSeed, seeds);
                return line == null ? null : Catch.parse((String) line);
            } catch (InvocationTargetException e) {
                throw new IllegalStateException(
                        "the hunt itself failed in the copy '" + copy.getName() + "'", e.getCause());
            }
        };
    }
}
