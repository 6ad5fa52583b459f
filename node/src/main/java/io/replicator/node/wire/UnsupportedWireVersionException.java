package io.replicator.node.wire;

/** The remote's Hello names a version that this node does not speak: one of the two must be upgraded. */
public final class UnsupportedWireVersionException extends WireException {

    private static final long serialVersionUID = 1L;

    private final int version;

    UnsupportedWireVersionException(int version) {
        super("the remote speaks version " + version + " of the wire format, this node speaks " + WireFormat.VERSION);
        this.version = version;
    }

    /** What the remote speaks. */
    public int version() {
        return version;
    }
}
