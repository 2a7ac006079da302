package io.github.evenkeel.examples.tour;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.examples.report.Xml;
import io.github.evenkeel.health.Status;
import io.github.evenkeel.pool.PoolEvent.StatusChanged;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The stage with its real servers, client, pool and probes; the whole play takes too long for a build. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class StageTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int ENOUGH = 100;

    private final Ledger ledger = new Ledger(System::nanoTime);
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Narrator narrator = new Narrator(
            ledger,
            new PlainScreen(new PrintStream(bytes, true, StandardCharsets.UTF_8), Glyphs.of(StandardCharsets.UTF_8)));
    private Stage stage;

    @BeforeEach
    void open() throws Exception {
        stage = new Stage(List.of("a", "b", "c"), ledger, narrator);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void serversAndApplicationCountTheSameCalls() throws Exception {
        stage.begin(500);
        assertThat(stage.until(() -> stage.traffic().calls() >= ENOUGH, LONG)).isTrue();
        assertThat(stage.end()).isTrue();
        Facts facts = stage.facts();
        assertThat(stage.traffic().calls()).isEqualTo(facts.served().size());
        assertThat(facts.called()).hasSameSizeAs(facts.served());
        assertThat(facts.served()).allMatch(call -> call.answer() != null);
        assertThat(stage.traffic().failed()).isZero();
    }

    @Test
    void aServerToldToLieIsEjectedAndTheReportTellsIt() throws Exception {
        stage.begin(500);
        long from = stage.now();
        stage.server("b").answerCalls(500);
        assertThat(stage.await(StatusChanged.class, from, change -> change.to() == Status.EJECTED, LONG))
                .isTrue();
        assertThat(stage.end()).isTrue();
        assertThat(stage.traffic().failed())
                .isEqualTo(stage.facts().called().stream()
                        .filter(Facts.Called::failed)
                        .count())
                .isGreaterThanOrEqualTo(5);
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .contains("b: HEALTHY \u2192 EJECTED, 5 in a row: 5 x FAILURE 500");
        Tour.Memory memory = new Tour.Memory(
                stage.facts(),
                stage.now(),
                stage.traffic().calls(),
                stage.traffic().failed(),
                List.of(new Tour.Played(
                        "an act",
                        from,
                        Verdict.of("an act").expect(false, "x < %d", 1).verdict())),
                narrator.story(),
                new Snapshot(1, "", 1, 0, stage.pool().status(), Map.of()));
        assertThat(memory.allHold()).isFalse();
        String page = TourReport.of(memory);
        assertThat(Xml.parse(page).getElementsByTagName("svg").getLength()).isEqualTo(5);
        assertThat(page).contains("NOT SO: x &lt; 1", "0 of 1", ">EJECTED</text>", "5 x FAILURE 500");
        assertThat(TourCommand.lastLine(memory)).matches("tour: \\d+ calls, \\d+ failed, \\d+\\.\\d s");
    }

    @Test
    void anAnswerThatCannotGoOutIsNotCountedAsComplete() throws Exception {
        stage.traffic().send(TourServer.EXPORT);
        assertThat(stage.until(() -> stage.facts().served().size() == 1, LONG)).isTrue();
        stage.server(stage.facts().served().get(0).server()).close();
        assertThat(stage.until(() -> stage.facts().served().get(0).answer() != null, LONG))
                .isTrue();
        assertThat(stage.facts().served().get(0).answer().complete()).isFalse();
        assertThat(stage.end()).isTrue();
        assertThat(stage.traffic().failed()).isEqualTo(1);
    }
}
