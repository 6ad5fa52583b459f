package io.replicator.libp2p.interop;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One flat JSON object as the peers print it; enough of JSON for strings, numbers, booleans and lists of strings. */
public record Answer(String json) {

    private static final String STRING = "\"((?:[^\"\\\\]|\\\\.)*)\"";

    public boolean isOk() {
        return json.contains("\"ok\":true");
    }

    /** This answer, if it is a success. */
    public Answer orFail() {
        if (!isOk()) {
            throw new AssertionError(json);
        }
        return this;
    }

    public boolean flag(String name) {
        return value(name, "(true|false)").equals("true");
    }

    public long number(String name) {
        return Long.parseLong(value(name, "(-?\\d+)"));
    }

    public String text(String name) {
        return value(name, STRING);
    }

    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        Pattern.compile(STRING)
                .matcher(value(name, "\\[([^\\]]*)\\]"))
                .results()
                .map((MatchResult result) -> result.group(1))
                .forEach(texts::add);
        return texts;
    }

    private String value(String name, String pattern) {
        Matcher matcher = Pattern.compile("\"" + name + "\":" + pattern).matcher(json);
        if (!matcher.find()) {
            throw new AssertionError("no " + name + " in " + json);
        }
        return matcher.group(1);
    }
}
