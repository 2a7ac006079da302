package io.github.evenkeel.examples.report;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/** Writes well-formed markup: texts and attributes are escaped, and only what is open can be closed. Not for several threads. */
public final class Markup {
    private final StringBuilder text = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /** Opens an element. Attributes are names and values in turn; numbers get at most two decimals. */
    public Markup open(String name, Object... attributes) {
        tag(name, attributes).append('>');
        open.push(name);
        return this;
    }

    /** Closes the element opened last. */
    public Markup close() {
        text.append("</").append(open.pop()).append('>');
        return this;
    }

    /** An element without content. */
    public Markup leaf(String name, Object... attributes) {
        tag(name, attributes).append("/>");
        return this;
    }

    /** An element with a text. */
    public Markup element(String name, String content, Object... attributes) {
        return open(name, attributes).text(content).close();
    }

    /** A text. */
    public Markup text(String content) {
        escape(content);
        return this;
    }

    /** Style sheets are trusted and free of markup: they go in as they are. */
    Markup style(String css) {
        text.append("<style>").append(css).append("</style>");
        return this;
    }

    /** What another has written; all in it is closed. */
    Markup add(Markup other) {
        text.append(other);
        return this;
    }

    /** A line break between elements, for those who read the source. */
    public Markup line() {
        text.append('\n');
        return this;
    }

    @Override
    public String toString() {
        if (!open.isEmpty()) throw new IllegalStateException("open elements: " + open + " (expected: none)");
        return text.toString();
    }

    private StringBuilder tag(String name, Object... attributes) {
        if (attributes.length % 2 != 0) {
            throw new IllegalArgumentException("attributes: " + attributes.length + " (expected: names and values)");
        }
        text.append('<').append(name);
        for (int i = 0; i < attributes.length; i += 2) {
            text.append(' ').append(attributes[i]).append("=\"");
            escape(attributes[i + 1] instanceof Double number ? number(number) : String.valueOf(attributes[i + 1]));
            text.append('"');
        }
        return text;
    }

    /** At most two decimals, none where they are zero. */
    static String number(double value) {
        String fixed = String.format(Locale.ROOT, "%.2f", value);
        return fixed.replaceFirst("\\.?0+$", "").replaceFirst("^-0$", "0");
    }

    private void escape(String content) {
        content.codePoints().forEach(point -> {
            switch (point) {
                case '&' -> text.append("&amp;");
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '"' -> text.append("&quot;");
                default -> {
                    boolean allowed =
                            point == '\n' || point == '\t' || (point >= ' ' && point != 0xFFFE && point != 0xFFFF);
                    boolean half = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
                    text.appendCodePoint(allowed && !half ? point : 0xFFFD);
                }
            }
        });
    }
}
