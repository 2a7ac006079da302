package io.github.evenkeel.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.github.evenkeel.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreakTest {
    private static final long START = Long.MAX_VALUE - 3; // the run goes over the overflow

    private static Streak run(int length, int inFlight) {
        Streak streak = Streak.NONE;
        for (int i = 0; i < length; i++)
            streak = streak.plus(Outcome.RESET, START + 10L * i, START + 10L * i, 5, inFlight);
        return streak;
    }

    @Test
    void fiveInARowAreBelievedWhateverIsInFlight() {
        assertThat(run(4, 1000).believed()).isFalse();
        assertThat(run(5, 1000).believed()).isTrue();
        assertThat(run(6, 1000).believed()).isTrue();
        assertThat(run(5, 1000).evidence()).hasToString("5 in a row: 5 x RESET");
    }

    @Test
    void answersToCallsFromBeforeTheRunDoNotEndIt() {
        assertThat(Streak.NONE.outlasts(START)).isFalse();
        assertThat(Streak.NONE.outlasts(-START)).isFalse();
        Streak run = run(3, 0);
        assertThat(run.since()).isEqualTo(START);
        assertThat(run.outlasts(START - 1)).isTrue();
        assertThat(run.outlasts(START)).isFalse();
        assertThat(run.outlasts(START + 1)).isFalse();
    }

    @Test
    void anInterruptedRunIsBelievedWhenItIsHalfAsLongAsWhatIsUnanswered() {
        Streak four = run(4, 100).interrupted();
        assertThat(four.length()).isEqualTo(4);
        assertThat(four.interrupted()).isSameAs(four);
        assertThat(four.plus(Outcome.RESET, START, START, 5, 12).believed()).isFalse();
        assertThat(four.plus(Outcome.RESET, START, START, 5, 11).believed()).isTrue();
        assertThat(four.plus(Outcome.RESET, START, START, 5, 0).evidence())
                .hasToString("5 in a row but for older calls: 5 x RESET");
    }

    @Test
    void onlyFaultsOfNewerCallsMakeAnInterruptedRunLonger() {
        long later = 50;
        Streak streak = run(4, 1000).interrupted();
        for (int i = 0; i < 4; i++) streak = streak.plus(Outcome.RESET, START - 1, START + later, 5, 0);
        assertThat(streak.length()).isEqualTo(8);
        assertThat(streak.newer()).isEqualTo(4);
        assertThat(streak.believed()).isFalse();
        assertThat(streak.plus(Outcome.RESET, START, START + later, 5, 0).believed())
                .isTrue();
    }

    @Test
    void anInterruptedRunIsBelievedWhenFiveMoreComeInARow() {
        Streak streak = run(4, 1000).interrupted();
        for (int i = 0; i < 4; i++) streak = streak.plus(Outcome.RESET, START, START, 5, 1000);
        assertThat(streak.believed()).isFalse();
        assertThat(streak.plus(Outcome.RESET, START, START, 5, 1000).believed()).isTrue();
    }

    @Test
    void whatIsDisbelievedIsSeenAgainWhenItIsAsLongAsIsSaid() {
        Streak run = run(5, 0);
        assertThat(run.reaches(5)).isTrue();
        assertThat(run.reaches(6)).isFalse();
        assertThat(run.interrupted().reaches(5)).as("by newer calls").isTrue();
        Streak disbelieved = run.disbelieved(10);
        assertThat(disbelieved.believed()).isFalse();
        assertThat(disbelieved.evidence()).isEqualTo(run.evidence());
        for (int i = 6; i < 10; i++) {
            disbelieved = disbelieved.plus(Outcome.RESET, START, START, 0, 5, judged -> fail("not yet"));
            assertThat(disbelieved.believed()).isFalse();
        }
        assertThat(disbelieved
                        .plus(Outcome.RESET, START, START, 0, 5, judged -> 11)
                        .believed())
                .isFalse();
        assertThat(disbelieved
                        .plus(Outcome.RESET, START, START, 0, 5, judged -> 10)
                        .believed())
                .isTrue();
        Streak four = run(4, 0);
        assertThat(four.disbelieved(8)).isSameAs(four);
    }

    /** Of a run that goes on half of the faults are looked at in vain at most. */
    @Test
    void aRunThatIsNotEnoughIsLookedAtAgainWhenItIsTwiceAsLong() {
        Streak run = run(4, 0).plus(Outcome.RESET, START, START, 0, 5, judged -> 100);
        for (int i = 6; i < 10; i++) run = run.plus(Outcome.RESET, START, START, 0, 5, judged -> fail("not yet"));
        assertThat(run.plus(Outcome.RESET, START, START, 0, 5, judged -> 10).believed())
                .isTrue();
    }

    @Test
    void howManyAreEnoughIsAskedOfTheRunWithItsLastFault() {
        List<Streak> asked = new ArrayList<>();
        Streak judged = run(4, 0).plus(Outcome.TIMEOUT, START, START, 0, 5, run -> {
            asked.add(run);
            return 5;
        });
        assertThat(asked)
                .singleElement()
                .satisfies(run -> assertThat(run.evidence())
                        .isEqualTo(judged.evidence())
                        .hasToString("5 in a row: 4 x RESET, 1 x TIMEOUT"));
    }

    @Test
    void whatIsBelievedStaysBelieved() {
        Streak believed = run(5, 0).interrupted();
        assertThat(believed.believed()).isTrue();
        assertThat(believed.plus(Outcome.RESET, START, START, 5, 1000).believed())
                .isTrue();
    }
}
