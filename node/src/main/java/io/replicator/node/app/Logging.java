package io.replicator.node.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import io.replicator.node.config.NodeConfig.LogFormat;

/**
 * Logs to standard error, one line an event, as text or as JSON; found by Logback as a service. In code rather than in
 * XML, since the parser alone would cost a tenth of a second of every start. {@code REPLICATOR_LOG_LEVEL} changes the
 * level of Replicator's own loggers.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class Logging extends ContextAwareBase implements Configurator {

    private static final String FORMAT_PROPERTY = "replicator.log.format";
    private static final String LEVEL_PROPERTY = "replicator.log.level";
    private static final String PATTERN =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSS} %-5level %logger{0}: %msg%replace( %kvp){'^ $',''}%n%ex";

    /** Chooses the format; before the first logger is used. */
    static void configure(LogFormat format) {
        System.setProperty(FORMAT_PROPERTY, format.name());
    }

    /**
     * Logs warnings only, for a program that runs nodes besides something else, whose terminal is its own; before the
     * first logger is used. {@code REPLICATOR_LOG_LEVEL} still wins.
     */
    public static void warnOnly() {
        System.setProperty(LEVEL_PROPERTY, Level.WARN.toString());
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget("System.err");
        Encoder<ILoggingEvent> encoder = encoder(context);
        encoder.setContext(context);
        encoder.start();
        appender.setEncoder(encoder);
        appender.start();
        context.getLogger("ROOT").addAppender(appender);
        context.getLogger("ROOT").setLevel(Level.WARN);
        Level usual = Level.toLevel(System.getProperty(LEVEL_PROPERTY), Level.INFO);
        context.getLogger("io.replicator").setLevel(Level.toLevel(System.getenv("REPLICATOR_LOG_LEVEL"), usual));
        // Jetty warns of every malformed request, which is the client's mistake and answered as such.
        context.getLogger("org.eclipse.jetty").setLevel(Level.ERROR);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context) {
        if (LogFormat.JSON.name().equals(System.getProperty(FORMAT_PROPERTY))) {
            JsonEncoder json = new JsonEncoder();
            json.setWithContext(false);
            json.setWithMessage(false);
            json.setWithArguments(false);
            json.setWithFormattedMessage(true);
            json.setWithSequenceNumber(false);
            json.setWithNanoseconds(false);
            return json;
        }
        PatternLayoutEncoder text = new PatternLayoutEncoder();
        text.setContext(context);
        text.setPattern(PATTERN);
        return text;
    }
}
