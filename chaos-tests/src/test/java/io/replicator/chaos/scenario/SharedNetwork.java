package io.replicator.chaos.scenario;

import io.replicator.chaos.cluster.ChaosNetwork;
import io.replicator.chaos.cluster.Docker;
import io.replicator.chaos.cluster.Images;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the network of three clusters of three nodes that all of them share, for starting one takes long. Each leaves
 * it as it was; after one that could not, the next gets a new one. Without Docker all are skipped.
 */
final class SharedNetwork implements BeforeAllCallback, ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(SharedNetwork.class);
    private static final int CLUSTERS = 3;
    private static final int NODES_EACH = 3;

    /** Closed when all tests of all classes are over. */
    private static final class Holder implements AutoCloseable {
        private @Nullable ChaosNetwork network;

        synchronized ChaosNetwork network() {
            ChaosNetwork current = network;
            if (current != null && current.isSpoiled()) {
                close();
                current = null;
            }
            if (current == null) {
                current = ChaosNetwork.start(Images.node(), CLUSTERS, NODES_EACH);
                network = current;
            }
            return current;
        }

        @Override
        public synchronized void close() {
            ChaosNetwork current = network;
            network = null;
            if (current != null) {
                current.close();
            }
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        Docker.assume();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == ChaosNetwork.class;
    }

    @Override
    public ChaosNetwork resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent("shared", _ -> new Holder(), Holder.class)
                .network();
    }
}
