package io.replicator.simulator.teeth;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A planted bug, compiled: the changed classes, which a loader puts in the place of the original ones.
 *
 * @param replaced the classes that the changed files are named after; nothing of them comes from elsewhere
 * @param classes all classes of the changed files by their names, inner ones included
 */
record Mutant(PlantedBug bug, Set<String> replaced, Map<String, byte[]> classes) {

    Mutant {
        replaced = Set.copyOf(replaced);
        classes = Map.copyOf(classes);
    }

    /**
     * Plants a bug.
     *
     * @throws PlantingException if an edit does not fit the production code, or what comes of it does not compile
     */
    static Mutant plant(PlantedBug bug, MemoryCompiler compiler) {
        try {
            Map<String, String> sources = changed(bug);
            Map<String, byte[]> classes = sources.isEmpty() ? Map.of() : compiler.compile(sources);
            return new Mutant(bug, sources.keySet(), classes);
        } catch (PlantingException e) {
            throw new PlantingException("the bug '" + bug.name() + "' cannot be planted: " + e.getMessage());
        }
    }

    private static Map<String, String> changed(PlantedBug bug) {
        Map<String, String> sources = new LinkedHashMap<>();
        for (Edit edit : bug.edits()) {
            String name = edit.source().className(edit.file());
            String text = sources.computeIfAbsent(name, _ -> edit.source().read(edit.file()));
            sources.put(name, edit.applyTo(text));
        }
        return sources;
    }

    /** A private copy of engine and simulator with the bug in it; each call makes a new one. */
    ClassLoader load() {
        return new PrivateCopy(this);
    }

    boolean replaces(String className) {
        int inner = className.indexOf('$');
        return replaced.contains(inner < 0 ? className : className.substring(0, inner));
    }
}
