package io.replicator.simulator.teeth;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Loads engine and simulator once more, child first, with the classes of a mutant in the place of the original ones. All
 * other classes are shared, these tests among them; so only types of the JDK may pass between the copy and the tests.
 */
final class PrivateCopy extends ClassLoader {

    private static final List<String> COPIED = List.of("io.replicator.engine.", "io.replicator.simulator.");
    private static final String SHARED = "io.replicator.simulator.teeth.";

    private final Mutant mutant;

    PrivateCopy(Mutant mutant) {
        super(mutant.bug().name(), PrivateCopy.class.getClassLoader());
        this.mutant = mutant;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (name.startsWith(SHARED) || COPIED.stream().noneMatch(name::startsWith)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded == null) {
                byte[] bytes = bytesOf(name);
                loaded = defineClass(name, bytes, 0, bytes.length);
            }
            if (resolve) {
                resolveClass(loaded);
            }
            return loaded;
        }
    }

    /** An inner class that the changed file has no more must not come from the original one. */
    private byte[] bytesOf(String name) throws ClassNotFoundException {
        byte[] changed = mutant.classes().get(name);
        if (changed != null) {
            return changed;
        }
        if (mutant.replaces(name)) {
            throw new ClassNotFoundException(name + " is not in its file any more, now that a bug is planted there");
        }
        try (InputStream original = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (original == null) {
                throw new ClassNotFoundException(name);
            }
            return original.readAllBytes();
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }
}
