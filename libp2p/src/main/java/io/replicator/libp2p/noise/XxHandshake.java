package io.replicator.libp2p.noise;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The handshake pattern XX (Noise specification, section 7.5): {@code -> e}, {@code <- e, ee, s, es}, {@code -> s, se}.
 * Messages are written and read in turns; after any exception the handshake is worthless.
 */
final class XxHandshake {

    private static final int MESSAGES = 3;

    private final boolean initiator;
    private final X25519KeyPair staticKey;
    private final X25519KeyPair ephemeralKey;
    private final SymmetricState state = new SymmetricState("Noise_XX_25519_ChaChaPoly_SHA256");
    private byte @Nullable [] remoteEphemeral;
    private byte @Nullable [] remoteStatic;
    private int message;

    XxHandshake(boolean initiator, byte[] prologue, X25519KeyPair staticKey, X25519KeyPair ephemeralKey) {
        this.initiator = initiator;
        this.staticKey = staticKey;
        this.ephemeralKey = ephemeralKey;
        state.mixHash(prologue);
    }

    boolean isMyTurn() {
        return !isComplete() && (message % 2 == 0) == initiator;
    }

    boolean isComplete() {
        return message == MESSAGES;
    }

    byte[] write(byte[] payload) throws NoiseException {
        if (!isMyTurn()) {
            throw new IllegalStateException("it is the remote's turn");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (message < 2) {
            out.writeBytes(ephemeralKey.publicBytes());
            state.mixHash(ephemeralKey.publicBytes());
        }
        if (message == 1) {
            state.mixKey(ephemeralKey.agree(remoteEphemeral()));
        }
        if (message > 0) {
            out.writeBytes(state.encryptAndHash(staticKey.publicBytes()));
            state.mixKey(staticKey.agree(remoteEphemeral()));
        }
        out.writeBytes(state.encryptAndHash(payload));
        message++;
        return out.toByteArray();
    }

    /** Reads the remote's message and returns its payload. */
    byte[] read(byte[] in) throws NoiseException {
        if (isMyTurn() || isComplete()) {
            throw new IllegalStateException("it is not the remote's turn");
        }
        int position = 0;
        if (message < 2) {
            remoteEphemeral = cut(in, position, X25519KeyPair.PUBLIC_BYTES);
            position += X25519KeyPair.PUBLIC_BYTES;
            state.mixHash(remoteEphemeral);
        }
        if (message == 1) {
            state.mixKey(ephemeralKey.agree(remoteEphemeral()));
        }
        if (message > 0) {
            int length = X25519KeyPair.PUBLIC_BYTES + CipherState.TAG_BYTES;
            remoteStatic = state.decryptAndHash(cut(in, position, length));
            position += length;
            state.mixKey(ephemeralKey.agree(remoteStatic));
        }
        byte[] payload = state.decryptAndHash(cut(in, position, in.length - position));
        message++;
        return payload;
    }

    /** The remote's static key, known once it was read. */
    byte[] remoteStatic() throws NoiseException {
        if (remoteStatic == null) {
            throw new NoiseException("the remote has not yet sent its static key");
        }
        return remoteStatic.clone();
    }

    byte[] hash() {
        return state.hash();
    }

    /** The ciphers of this side. */
    NoiseCiphers split() {
        if (!isComplete()) {
            throw new IllegalStateException("the handshake is not complete");
        }
        CipherState[] ciphers = state.split();
        return initiator ? new NoiseCiphers(ciphers[0], ciphers[1]) : new NoiseCiphers(ciphers[1], ciphers[0]);
    }

    private byte[] remoteEphemeral() throws NoiseException {
        if (remoteEphemeral == null) {
            throw new NoiseException("the remote has not yet sent its ephemeral key");
        }
        return remoteEphemeral;
    }

    private static byte[] cut(byte[] in, int from, int length) throws NoiseException {
        if (length < 0 || in.length - from < length) {
            throw new NoiseException("handshake message of " + in.length + " bytes is too short");
        }
        return Arrays.copyOfRange(in, from, from + length);
    }
}
