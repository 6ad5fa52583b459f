package io.replicator.simulator.load;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A server that answers each request with bytes that the test has written, or with none. */
final class FakeNode implements AutoCloseable {

    /** What to do once a request has come. */
    interface Reply {
        /** Returns whether to keep the connection. */
        boolean to(Socket client) throws IOException;
    }

    /** An answer that depends on what is asked. */
    interface Responder {
        /** Returns the whole response to a request, its head and body as they came. */
        String respond(String request);
    }

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> clients = new CopyOnWriteArrayList<>();
    private final Function<String, Reply> replies;

    FakeNode(Reply reply) throws IOException {
        this((Function<String, Reply>) _ -> reply);
    }

    private FakeNode(Function<String, Reply> replies) throws IOException {
        this.replies = replies;
        var _ = threads.submit(this::accept);
    }

    /** One that reads what it is asked; by many threads at once. */
    static FakeNode responding(Responder responder) throws IOException {
        return new FakeNode((Function<String, Reply>) request -> bytes(responder.respond(request)));
    }

    /** A response with this body. */
    static String response(int status, String headers, String body) {
        return "HTTP/1.1 " + status + " Something\r\n" + headers + "Content-Length: " + body.length() + "\r\n\r\n"
                + body;
    }

    /** Sends these characters, each time. */
    static Reply bytes(String response) {
        return client -> {
            client.getOutputStream().write(response.getBytes(StandardCharsets.ISO_8859_1));
            return true;
        };
    }

    static Reply answer(int status, String headers, String body) {
        return bytes(response(status, headers, body));
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /** Heads and bodies as they came. */
    List<String> requests() {
        return requests;
    }

    int connections() {
        return clients.size();
    }

    private Void accept() throws IOException {
        while (true) {
            Socket client = server.accept();
            clients.add(client);
            var _ = threads.submit(() -> serve(client));
        }
    }

    private Void serve(Socket client) throws IOException {
        try (client) {
            boolean open = true;
            while (open) {
                String request = request(client.getInputStream());
                requests.add(request);
                open = replies.apply(request).to(client);
            }
        }
        return null;
    }

    private static String request(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("the client has gone");
            }
            text.append((char) b);
        }
        String head = text.toString().toLowerCase(Locale.ROOT);
        int at = head.indexOf("content-length:");
        if (at >= 0) {
            int length = Integer.parseInt(
                    head.substring(at + 15, head.indexOf('\r', at)).strip());
            text.append(new String(in.readNBytes(length), StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket client : clients) {
            client.close();
        }
        threads.shutdownNow();
    }
}
