package io.replicator.node.transport;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What {@link SessionTransport} logs of refused sessions, of all parties of this JVM; also what is no news. */
public final class RefusalLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private static int open;

    private final Logger logger = (Logger) LoggerFactory.getLogger(SessionTransport.class);
    private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

    public RefusalLog() {
        setLevel(1);
        logger.addAppender(this);
        start();
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getMessage().contains("refused")) {
            events.add(event);
        }
    }

    /** Refusals of this peer, in order. */
    public List<ILoggingEvent> refusals(String peer) {
        return events.stream()
                .filter(event -> event.getFormattedMessage().contains("session with " + peer + " refused"))
                .toList();
    }

    /** The warnings among them. */
    public List<String> warnings(String peer) {
        return refusals(peer).stream()
                .filter(event -> event.getLevel() == Level.WARN)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        setLevel(-1);
    }

    /** Test classes run at the same time, and have the logger in common. */
    private void setLevel(int difference) {
        synchronized (RefusalLog.class) {
            open += difference;
            logger.setLevel(open > 0 ? Level.DEBUG : null);
        }
    }
}
