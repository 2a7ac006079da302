package io.github.evenkeel.health;

import io.github.evenkeel.Expect;
import java.time.Duration;

/**
 * How a sweep judges the latency of members: by the 95th percentile of their answers, against the others' and against what it was
 * within the last minute.
 *
 * <p>Off unless asked for. Answers that waited in one queue are late together, so a member that is merely busy can look slower than
 * chance allows; to eject it would load the others, who then look slow in turn. The default strategy gives a slow member fewer calls
 * anyway.
 *
 * @param times        how many times as slow is too slow; 0, the default, is off, else above 1; 3 where it is asked for
 * @param atLeast      what is quicker is never too slow; default 50 ms: at a few milliseconds, three times as slow is a pause of the
 *                     garbage collector or a busy neighbour, and costs callers less than a server less does
 * @param minimumCalls the least answers; 1 or more, default 50: with fewer, the 95th percentile is one or two answers
 * @param slowAfter    answers later than this count as errors ({@code SLOW}); zero, the default, is off
 */
public record LatencyRules(double times, Duration atLeast, int minimumCalls, Duration slowAfter) {
    static final LatencyRules DEFAULT = new LatencyRules(0, Duration.ofMillis(50), 50, Duration.ZERO);

    public LatencyRules {
        Expect.that(times == 0 || (times > 1 && times <= 1000), "times", times, "above 1, at most 1000; 0 is off");
        Expect.nanos("atLeast", atLeast);
        Expect.atLeast("minimumCalls", minimumCalls, 1);
        Expect.nanos("slowAfter", slowAfter);
    }

    /** With so many answers both rules can judge. */
    int enoughAnswers() {
        return times > 0 ? minimumCalls : 0;
    }
}
