package io.replicator.node.storage;

import java.nio.charset.StandardCharsets;

/** The column families of the store: independent ordered maps that share one log, and so one order of writes. */
enum Family {
    /** Name of a fact about the store -> that fact; see {@link MetaKeys}. RocksDB insists on a family of this name. */
    META("default"),
    /** Key -> promise and vote. Small: a key leaves with its outcome, so what is undecided is found without a search. */
    UNDECIDED("undecided"),
    /** Key -> outcome, with its value if that is small. Written once a key. */
    COMMITTED("committed"),
    /** Place in the order of commits -> a value that is not small. */
    VALUES("values"),
    /** Place in the order of commits -> key and pid. */
    LOG("log");

    private final String text;

    Family(String text) {
        this.text = text;
    }

    byte[] id() {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
