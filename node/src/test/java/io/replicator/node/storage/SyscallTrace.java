package io.replicator.node.storage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Follows what strace saw of a process: which files of a folder have bytes that are not synced, at each moment at which the
 * process said something. A sync covers the writes that were over when it began.
 */
final class SyscallTrace {

    private static final Pattern CALL =
            Pattern.compile("^(\\d+) +(?:<\\.\\.\\. )?(write|pwrite64|writev|fdatasync|fsync)(?:\\(| resumed>)(.*)$");
    private static final Pattern FILE = Pattern.compile("^\\d+<([^>]*)>");
    private static final Pattern SAID = Pattern.compile("\"(JOURNALED|RECOVERED) (\\d+)(?: (\\d+))?");

    /** What was said, and how the files of the store were at that moment. */
    record Moment(String what, long first, long second, Set<String> unsynced, int syncs) {}

    private record Begun(String path, int line) {}

    private final String folder;
    private final List<Moment> moments = new ArrayList<>();
    private final Map<String, Integer> lastWrites = new TreeMap<>();
    private final Map<String, Begun> unfinished = new HashMap<>();
    private int syncs;

    private SyscallTrace(String folder) {
        this.folder = folder;
    }

    static List<Moment> moments(List<String> lines, String folder) {
        SyscallTrace trace = new SyscallTrace(folder);
        for (int i = 0; i < lines.size(); i++) {
            Matcher call = CALL.matcher(lines.get(i));
            if (call.matches()) {
                trace.follow(call, i);
            }
        }
        return trace.moments;
    }

    private void follow(Matcher call, int line) {
        String thread = call.group(1);
        String rest = call.group(3);
        if (call.group().contains(" resumed>")) {
            Begun begun = unfinished.remove(thread);
            if (begun != null) {
                ended(call, begun, line);
            }
            return;
        }
        Matcher said = SAID.matcher(rest);
        if (said.find()) {
            String second = said.group(3);
            Set<String> unsynced = new TreeSet<>(lastWrites.keySet());
            long number = second == null ? 0 : Long.parseLong(second);
            moments.add(new Moment(said.group(1), Long.parseLong(said.group(2)), number, unsynced, syncs));
            return;
        }
        Matcher file = FILE.matcher(rest);
        if (!file.find() || !belongs(file.group(1))) {
            return;
        }
        Begun begun = new Begun(file.group(1), line);
        if (rest.endsWith("<unfinished ...>")) {
            unfinished.put(thread, begun);
            if (!isSync(call)) {
                lastWrites.put(begun.path, line);
            }
        } else {
            ended(call, begun, line);
        }
    }

    private void ended(Matcher call, Begun begun, int line) {
        if (!isSync(call)) {
            lastWrites.put(begun.path, line);
            return;
        }
        Integer lastWrite = lastWrites.get(begun.path);
        if (call.group().endsWith("= 0")) {
            syncs++;
            if (lastWrite != null && lastWrite < begun.line) {
                lastWrites.remove(begun.path);
            }
        }
    }

    /** RocksDB's log for people needs no sync. */
    private boolean belongs(String path) {
        return path.startsWith(folder) && !path.endsWith("/LOG");
    }

    private static boolean isSync(Matcher call) {
        return call.group(2).endsWith("sync");
    }
}
