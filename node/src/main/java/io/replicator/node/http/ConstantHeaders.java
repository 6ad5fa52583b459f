package io.replicator.node.http;

import io.replicator.node.replica.Replica;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/** What every response says of the node that answers; encoded once. */
final class ConstantHeaders implements HttpConfiguration.Customizer {

    static final String NODE = "Replicator-Node";
    static final String CLUSTER = "Replicator-Cluster";

    private final HttpField node;
    private final HttpField cluster;

    ConstantHeaders(Replica.Identity identity) {
        this.node = new PreEncodedHttpField(NODE, identity.node().peer().text());
        this.cluster = new PreEncodedHttpField(CLUSTER, identity.cluster().text());
    }

    @Override
    public Request customize(Request request, HttpFields.Mutable response) {
        put(response);
        return request;
    }

    void put(HttpFields.Mutable response) {
        response.put(node);
        response.put(cluster);
    }
}
