package io.github.evenkeel.examples.tour;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.Backend;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.PoolStatus;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ScreensTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, UTF_8);

    @Test
    void aTableLinesUpItsColumns() {
        List<List<String>> rows = List.of(List.of("NAME", "N"), List.of("a", "1"), List.of("bb", "100"));
        assertThat(TextTable.lines(new boolean[] {false, true}, rows))
                .containsExactly("NAME    N", "a       1", "bb    100");
        assertThat(TextTable.lines(new boolean[] {true, false}, rows))
                .containsExactly("NAME  N", "   a  1", "  bb  100");
    }

    @Test
    void thePoolsTableHasALinePerBackendAndTellsWhoIsOutAndWhy() {
        List<String> lines = PoolTable.lines(snapshot(), false);
        assertThat(lines).hasSize(5);
        assertThat(lines.get(1)).isEqualTo(" 12.3 s  act 3 of 5: a deploy  1800 calls, 5 failed");
        assertThat(lines.get(2)).startsWith("  BACKEND  STATUS");
        assertThat(lines.get(3)).startsWith("  a        HEALTHY").contains(" 30 ");
        assertThat(lines.get(4)).startsWith("  b        MAINTENANCE").endsWith("by the operator");
    }

    @Test
    void coloursChangeNothingButColours() {
        List<String> painted = PoolTable.lines(snapshot(), true);
        assertThat(painted.get(3)).contains("\u001b[32mHEALTHY\u001b[0m");
        assertThat(painted.stream().map(line -> line.replaceAll("\u001b\\[\\d+m", "")))
                .containsExactlyElementsOf(PoolTable.lines(snapshot(), false));
    }

    @Test
    void theCompactLineHasRatesAndWhoIsOut() {
        assertThat(PoolTable.compact(snapshot()))
                .isEqualTo("  12.3 s  .. 1800 calls, 5 failed | a 30/s, b MAINTENANCE 0/s");
    }

    @Test
    void theLiveScreenRedrawsItsTableInPlaceAndLetsLinesScrollAbove() {
        try (LiveScreen screen = new LiveScreen(out, Glyphs.of(UTF_8), false)) {
            screen.line("one");
            screen.show(snapshot());
            screen.line("two");
            screen.show(snapshot());
        }
        List<String> shown = terminal(bytes.toString(UTF_8));
        List<String> expected = new ArrayList<>(List.of("one", "two"));
        expected.addAll(PoolTable.lines(snapshot(), false));
        assertThat(shown).containsExactlyElementsOf(expected);
        assertThat(bytes.toString(UTF_8)).endsWith("\u001b[?7h\u001b[?25h");
    }

    @Test
    void aClosedLiveScreenDrawsNoMoreTables() {
        LiveScreen screen = new LiveScreen(out, Glyphs.of(UTF_8), false);
        screen.close();
        bytes.reset();
        screen.show(snapshot());
        assertThat(bytes.size()).isZero();
    }

    @Test
    void thePlainScreenPrintsLinesOnly() {
        try (PlainScreen screen = new PlainScreen(out, Glyphs.of(UTF_8))) {
            screen.line("a \u2192 b");
            screen.show(snapshot());
        }
        assertThat(bytes.toString(UTF_8)).startsWith("a \u2192 b").doesNotContain("\u001b");
        assertThat(bytes.toString(UTF_8).lines()).hasSize(2);
    }

    @Test
    void whatATerminalCannotShowIsSpelledOut() {
        String text = "\u2713 a \u2192 b \u2014 \u2265 2 \u00d7 3 \u2717";
        assertThat(Glyphs.of(UTF_8).fit(text)).isEqualTo(text);
        assertThat(Glyphs.of(US_ASCII).fit(text)).isEqualTo("ok a -> b - >= 2 x 3 NO");
        assertThat(US_ASCII.newEncoder().canEncode(Glyphs.of(US_ASCII).fit(text)))
                .isTrue();
    }

    @Test
    void aDumbTerminalAndAPersonWhoAsksGetThePlainScreen() {
        assertThat(Terminal.screen(true, out, Map.of())).isInstanceOf(PlainScreen.class);
        assertThat(Terminal.screen(false, out, Map.of("TERM", "dumb"))).isInstanceOf(PlainScreen.class);
    }

    /** A terminal that knows just what the live screen uses: cursor up, clear below, and modes it can ignore. */
    private static List<String> terminal(String written) {
        List<String> rows = new ArrayList<>();
        int row = 0;
        Matcher part = Pattern.compile("\u001b\\[\\?\\d+[hl]|\u001b\\[(\\d+)([AJ])|\r|([^\u001b\r\n]*)\n")
                .matcher(written);
        int read = 0;
        while (part.find()) {
            assertThat(part.start()).as("all that is written is understood").isEqualTo(read);
            read = part.end();
            if ("A".equals(part.group(2))) row -= Integer.parseInt(part.group(1));
            if ("J".equals(part.group(2))) rows.subList(row, rows.size()).clear();
            if (part.group(3) != null) {
                assertThat(rows).as("nothing is written over").hasSize(row);
                rows.add(part.group(3));
                row++;
            }
        }
        assertThat(read).isEqualTo(written.length());
        return rows;
    }

    private static Snapshot snapshot() {
        try (BackendPool pool = BackendPool.builder("orders")
                .backend(Backend.of("127.0.0.1", 1).withId("a"))
                .backend(Backend.of("127.0.0.1", 2).withId("b"))
                .build()) {
            pool.maintenance("b");
            PoolStatus status = pool.status();
            return new Snapshot(12.34, "act 3 of 5: a deploy", 1800, 5, status, Map.of("a", 30.2));
        }
    }
}
