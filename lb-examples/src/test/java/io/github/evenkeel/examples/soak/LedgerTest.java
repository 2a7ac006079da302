package io.github.evenkeel.examples.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.examples.soak.Ledger.Exchange;
import io.github.evenkeel.examples.soak.Ledger.Link;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final long SECOND = 1_000_000_000;
    private static final Link LINK = new Link(40_000, 8080);

    private final Ledger ledger = new Ledger();

    @Test
    void aFaultIsOfTheAttemptThatMetIt() {
        ledger.expect(7);
        ledger.does(new Exchange(7, 1), Fault.RESET);
        assertThat(ledger.faults(new Exchange(7, 1))).containsExactly(Fault.RESET);
        assertThat(ledger.faults(new Exchange(7, 2))).isEmpty();
        assertThat(ledger.faults(new Exchange(8, 1))).isEmpty();
    }

    @Test
    void aServersEndIsOfTheAttemptsInProgress() {
        ledger.expect(7);
        ledger.outage("a:1", List.of(new Exchange(7, 2)), 0);
        assertThat(ledger.faults(new Exchange(7, 1))).isEmpty();
        assertThat(ledger.faults(new Exchange(7, 2))).containsExactly(Fault.OUTAGE);
        assertThat(ledger.count(Fault.OUTAGE)).isEqualTo(1);
    }

    @Test
    void whatIsClosedAfterAFailureDoesNotExplainIt() {
        ledger.closes(LINK, 10 * SECOND);
        assertThat(ledger.closed(LINK, 10 * SECOND - 1)).isFalse();
        assertThat(ledger.closed(LINK, 10 * SECOND)).isTrue();
        assertThat(ledger.closed(LINK, 69 * SECOND)).isTrue();
        assertThat(ledger.closed(LINK, 70 * SECOND)).isFalse();
        assertThat(ledger.closed(new Link(40_000, 8081), 10 * SECOND)).isFalse();
    }

    @Test
    void aServerThatEndsAfterAFailureDoesNotExplainIt() {
        ledger.outage("a:1", List.of(), 10 * SECOND);
        assertThat(ledger.out("a:1", 10 * SECOND - 1)).isFalse();
        assertThat(ledger.out("a:1", 10 * SECOND)).isTrue();
        assertThat(ledger.out("a:1", 15 * SECOND)).isFalse();
        assertThat(ledger.out("b:1", 10 * SECOND)).isFalse();
    }

    /** Else a call that failed for the first could not be explained any more. */
    @Test
    void theSecondEndDoesNotHideTheFirst() {
        ledger.outage("a:1", List.of(), 10 * SECOND);
        ledger.outage("a:1", List.of(), 13 * SECOND);
        assertThat(ledger.out("a:1", 11 * SECOND)).isTrue();
        ledger.closes(LINK, 10 * SECOND);
        ledger.closes(LINK, 13 * SECOND);
        assertThat(ledger.closed(LINK, 11 * SECOND)).isTrue();
    }
}
