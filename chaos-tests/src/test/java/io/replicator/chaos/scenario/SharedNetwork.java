package io.replicator.chaos.scenario;

import io.replicator.chaos.image.Images;
import io.replicator.simulator.containers.ContainerNetwork;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the network of three clusters of three nodes that all of them share, for starting one takes long. Each leaves
 * it as it was; after one that failed, the next gets a new one.
 */
final class SharedNetwork implements AfterTestExecutionCallback, ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(SharedNetwork.class);
    private static final int CLUSTERS = 3;
    private static final int NODES_EACH = 3;

    /** Closed when all tests of all classes are over. */
    private static final class Holder implements AutoCloseable {
        private @Nullable ContainerNetwork network;

        synchronized ContainerNetwork network() {
            ContainerNetwork current = network;
            if (current == null) {
                try {
                    current = Networks.start(Images.node(), CLUSTERS, NODES_EACH);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException(e);
                }
                network = current;
            }
            return current;
        }

        @Override
        public synchronized void close() {
            ContainerNetwork current = network;
            network = null;
            if (current != null) {
                current.close();
            }
        }
    }

    private static Holder holder(ExtensionContext context) {
        return context.getRoot().getStore(NAMESPACE).computeIfAbsent("shared", _ -> new Holder(), Holder.class);
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            holder(context).close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == ContainerNetwork.class;
    }

    @Override
    public ContainerNetwork resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return holder(context).network();
    }
}
