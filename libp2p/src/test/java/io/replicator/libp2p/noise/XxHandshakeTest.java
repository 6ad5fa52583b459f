package io.replicator.libp2p.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Published vectors for Noise_XX_25519_ChaChaPoly_SHA256, and tampering with every message. */
final class XxHandshakeTest {

    private record Message(String payload, String ciphertext) {}

    /** From cacophony, {@code vectors/cacophony.txt}. */
    @Test
    void agreesWithTheVectorOfCacophony() throws Exception {
        byte[] prologue = hex("4a6f686e2047616c74");
        XxHandshake initiator = new XxHandshake(
                true,
                prologue,
                key("e61ef9919cde45dd5f82166404bd08e38bceb5dfdfded0a34c8df7ed542214d1"),
                key("893e28b9dc6ca8d611ab664754b8ceb7bac5117349a4439a6b0569da977c464a"));
        XxHandshake responder = new XxHandshake(
                false,
                prologue,
                key("4a3acbfdb163dec651dfa3194dece676d437029c62a408b4c5ea9114246e4893"),
                key("bbdb4cdbd309f1a1f2e1456967fe288cadd6f712d65dc7b7793d5e63da6b375b"));
        check(
                initiator,
                responder,
                List.of(
                        new Message(
                                "4c756477696720766f6e204d69736573",
                                "ca35def5ae56cec33dc2036731ab14896bc4c75dbb07a61f879f8e3afa4c79444c756477696720766f6e204d69736573"),
                        new Message(
                                "4d757272617920526f746862617264",
                                "95ebc60d2b1fa672c1f46a8aa265ef51bfe38e7ccb39ec5be34069f14480884381cbad1f276e038c48378ffce2b65285e08d6b68aaa3629a5a8639392490e5b9bd5269c2f1e4f488ed8831161f19b7815528f8982ffe09be9b5c412f8a0db50f8814c7194e83f23dbd8d162c9326ad"),
                        new Message(
                                "462e20412e20486179656b",
                                "c7195ffacac1307ff99046f219750fc47693e23c3cb08b89c2af808b444850a80ae475b9df0f169ae80a89be0865b57f58c9fea0d4ec82a286427402f113e4b6ae769a1d95941d49b25030"),
                        new Message("4361726c204d656e676572", "96763ed773f8e47bb3712f0e29b3060ffc956ffc146cee53d5e1df"),
                        new Message(
                                "4a65616e2d426170746973746520536179",
                                "3e40f15f6f3a46ae446b253bf8b1d9ffb6ed9b174d272328ff91a7e2e5c79c07f5"),
                        new Message(
                                "457567656e2042f6686d20766f6e2042617765726b",
                                "eb3f3515110702e047a6c9da4478b6ead94873c11c0f2d710ddb3f09fce024b3a58502ae3f")));
        assertEquals(
                "c8e5f64e846193be2a834104c2a009868d6c9f3bd3c186299888b488b2f1f58e",
                HexFormat.of().formatHex(initiator.hash()));
        assertArrayEquals(initiator.hash(), responder.hash());
    }

    /** From snow, {@code tests/vectors/snow.txt}. */
    @Test
    void agreesWithTheVectorOfSnow() throws Exception {
        byte[] prologue =
                "There is no right and wrong. There's only fun and boring.".getBytes(StandardCharsets.US_ASCII);
        XxHandshake initiator = new XxHandshake(
                true,
                prologue,
                key("7dec208517a3b81a2861d7a71266d5d6dc944c5a8816634a86fe63198a0148ee"),
                key("a32daf21e93c0131495ce1d903181fde81cc46937daaeb990bae7c992709421e"));
        XxHandshake responder = new XxHandshake(
                false,
                prologue,
                key("4d0aed5098e3b4ef20357e9f686ce66204c792b358da2e475017d6c485304881"),
                key("4eece0f195d026db035ff987597c429d3ad3bcc2944df37d649528951b2a27c5"));
        check(
                initiator,
                responder,
                List.of(
                        new Message(
                                "d03c489139e645d0711a3c9e810d776b46a84912463fafa87b884eebf242dc34",
                                "f9fa868ba97ab8a2686deccfaad5a484ee10a5bb85e3d1dce015a84797f92818d03c489139e645d0711a3c9e810d776b46a84912463fafa87b884eebf242dc34"),
                        new Message(
                                "d8190a92f7dc0c93dbea9118ba8055751fb7c6590c416ffbd419964132b99a85",
                                "8c4e6fdb7d09d501a86f7eca5c234522751706ed409182c05cdf5f827d4dae47b81c6c5f43b025692c24391eefee725c17d8cb0fbe3e4abb8aedf42c4fd2592d4ea48ac08989d6ae8b4adae08b2c34087c808c7aa55a63c02b0fab9e930612336bd43eaea04d3c670a0a146691aa9cc9d357872320dc735dbc48580cffb553db"),
                        new Message(
                                "77891b19dcb92ef7c055b672c4a5aa7fdf1c84146b8b303459022729473ce254",
                                "933ca6b5ed60df3df66121f0ab49a09e49efa45c613a86a3cecbf4c535cef2f83f72b42837b18e3572f2fdc2b74c331e2368a545cef54bdca081678ab0e9dd5348122459e0c034c851984d88ce610963d43cde6cfe73a67fbd5a63e8bfca96d0"),
                        new Message(
                                "d7efdf988072881941db045a42882433817555128fbf5663e56081712ec7d212",
                                "54ef0ff0629e1aaa7685a2806ab111cba76b52331f2642276736f415868eacb69ab2577f3bda0cbf72f879685f6ed25f"),
                        new Message(
                                "dd7bf01a588bafb52c6cfba952e5d8fe35cc2b3f92b4730ae2474615157345ce",
                                "356be70f110306d5c699bb834bb9d58d909e325924dfbec972e406e6f294dc63e1daebefe8a62a334facc8048ab4ad66")));
    }

    @Test
    void noticesEveryFlippedBitOfTheSecondMessage() throws Exception {
        X25519KeyPair initiatorStatic = X25519KeyPair.generate();
        X25519KeyPair initiatorEphemeral = X25519KeyPair.generate();
        XxHandshake responder = handshake(false);
        responder.read(new XxHandshake(true, new byte[0], initiatorStatic, initiatorEphemeral).write(new byte[0]));
        byte[] second = responder.write(new byte[] {1, 2, 3});
        for (int i = 0; i < second.length; i++) {
            XxHandshake initiator = new XxHandshake(true, new byte[0], initiatorStatic, initiatorEphemeral);
            initiator.write(new byte[0]);
            byte[] tampered = second.clone();
            tampered[i] ^= 1;
            assertThrows(NoiseException.class, () -> initiator.read(tampered), "byte " + i);
        }
    }

    @Test
    void noticesATamperedFirstMessageWhenTheSecondComes() throws Exception {
        XxHandshake initiator = handshake(true);
        XxHandshake responder = handshake(false);
        byte[] first = initiator.write(new byte[0]);
        first[0] ^= 1;
        responder.read(first);
        byte[] second = responder.write(new byte[0]);
        assertThrows(NoiseException.class, () -> initiator.read(second));
    }

    @Test
    void noticesATamperedThirdMessage() throws Exception {
        XxHandshake initiator = handshake(true);
        XxHandshake responder = handshake(false);
        responder.read(initiator.write(new byte[0]));
        initiator.read(responder.write(new byte[0]));
        byte[] third = initiator.write(new byte[] {9});
        third[third.length - 1] ^= 1;
        assertThrows(NoiseException.class, () -> responder.read(third));
    }

    @Test
    void refusesTruncatedMessages() throws Exception {
        assertThrows(NoiseException.class, () -> handshake(false).read(new byte[31]));
        XxHandshake initiator = handshake(true);
        initiator.write(new byte[0]);
        assertThrows(NoiseException.class, () -> initiator.read(new byte[40]));
    }

    @Test
    void refusesKeysOfSmallOrder() throws Exception {
        XxHandshake responder = handshake(false);
        responder.read(new byte[32]);
        assertThrows(NoiseException.class, () -> responder.write(new byte[0]));
    }

    @Test
    void refusesReplayedAndReorderedMessages() throws Exception {
        NoiseCiphers[] ciphers = connect();
        byte[] none = {};
        byte[] first = ciphers[0].sending().seal(none, new byte[] {1});
        byte[] second = ciphers[0].sending().seal(none, new byte[] {2});
        CipherState receiving = ciphers[1].receiving();
        assertThrows(NoiseException.class, () -> receiving.open(none, second));
        assertArrayEquals(new byte[] {1}, receiving.open(none, first));
        assertThrows(NoiseException.class, () -> receiving.open(none, first));
        assertArrayEquals(new byte[] {2}, receiving.open(none, second));
    }

    static NoiseCiphers[] connect() throws NoiseException {
        XxHandshake initiator = handshake(true);
        XxHandshake responder = handshake(false);
        responder.read(initiator.write(new byte[0]));
        initiator.read(responder.write(new byte[0]));
        responder.read(initiator.write(new byte[0]));
        return new NoiseCiphers[] {initiator.split(), responder.split()};
    }

    private static void check(XxHandshake initiator, XxHandshake responder, List<Message> messages)
            throws NoiseException {
        for (int i = 0; i < 3; i++) {
            XxHandshake sender = i % 2 == 0 ? initiator : responder;
            XxHandshake receiver = i % 2 == 0 ? responder : initiator;
            byte[] payload = hex(messages.get(i).payload());
            byte[] written = sender.write(payload);
            assertEquals(messages.get(i).ciphertext(), HexFormat.of().formatHex(written), "message " + i);
            assertArrayEquals(payload, receiver.read(written));
        }
        assertTrue(initiator.isComplete() && responder.isComplete());
        NoiseCiphers initiating = initiator.split();
        NoiseCiphers responding = responder.split();
        for (int i = 3; i < messages.size(); i++) {
            NoiseCiphers sender = i % 2 == 0 ? initiating : responding;
            NoiseCiphers receiver = i % 2 == 0 ? responding : initiating;
            byte[] payload = hex(messages.get(i).payload());
            byte[] sealed = sender.sending().seal(new byte[0], payload);
            assertEquals(messages.get(i).ciphertext(), HexFormat.of().formatHex(sealed), "message " + i);
            assertArrayEquals(payload, receiver.receiving().open(new byte[0], sealed));
        }
    }

    private static XxHandshake handshake(boolean initiator) {
        return new XxHandshake(initiator, new byte[0], X25519KeyPair.generate(), X25519KeyPair.generate());
    }

    private static X25519KeyPair key(String hex) {
        return X25519KeyPair.of(hex(hex));
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
