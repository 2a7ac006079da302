package io.github.evenkeel.examples.tour;

import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;

/** Arrows and checks where the terminal can show them, ASCII where it cannot. */
final class Glyphs {
    private static final String FANCY = "\u2192\u2014\u2265\u00d7\u2013\u2713\u2717";

    private final boolean fancy;

    private Glyphs(boolean fancy) {
        this.fancy = fancy;
    }

    static Glyphs of(Charset charset) {
        CharsetEncoder encoder = charset.canEncode() ? charset.newEncoder() : null;
        return new Glyphs(encoder != null && encoder.canEncode(FANCY));
    }

    /** For the charset of standard output, under the names the JDK has had for it. */
    static Glyphs ofStandardOutput() {
        for (String property : new String[] {"stdout.encoding", "sun.stdout.encoding", "native.encoding"}) {
            String name = System.getProperty(property);
            if (name == null) continue;
            try {
                return of(Charset.forName(name));
            } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
                return new Glyphs(false);
            }
        }
        return of(Charset.defaultCharset());
    }

    String fit(String text) {
        if (fancy) return text;
        return text.replace("\u2192", "->")
                .replace("\u2014", "-")
                .replace("\u2013", "-")
                .replace("\u2265", ">=")
                .replace("\u00d7", "x")
                .replace("\u2713", "ok")
                .replace("\u2717", "NO");
    }
}
