package io.github.evenkeel.health;

import io.github.evenkeel.Expect;
import java.time.Duration;

/**
 * How a sweep judges the latency of members: by the 95th percentile of their answers, against the others' and against what it was
 * within the last minute.
 *
 * <p>Answers that waited in one queue are late together, so a member that is merely busy can look slower than chance allows; to eject it
 * would load the others, who then look slow in turn. So nobody goes by latency who has more calls waiting than its peers: where the
 * strategy looks at load or latency, as the default does, a slow member has fewer or as many. Where it takes turns or draws by chance a
 * slow member has more, nothing tells it from a busy one, and it stays.
 *
 * <p>A member of less weight than the others' typical one may take longer in proportion, up to three times as long: that is what its
 * weight says. One of more weight need not be quicker, for a server may as well be wider.
 *
 * @param times        how many times as slow is too slow; above 1, default 3; 0 is off
 * @param atLeast      what is quicker is never too slow; default 50 ms: at a few milliseconds, three times as slow is a pause of the
 *                     garbage collector or a busy neighbour, and costs callers less than a server less does
 * @param minimumCalls the least answers; 1 or more, default 20: the 95th percentile is then the second longest, and as many say beyond
 *                     chance that they are three times as slow. Asking for more would spare those that adaptive gives few calls
 * @param slowAfter    answers later than this count as errors ({@code SLOW}); zero, the default, is off
 */
public record LatencyRules(double times, Duration atLeast, int minimumCalls, Duration slowAfter) {
    static final LatencyRules DEFAULT = new LatencyRules(3, Duration.ofMillis(50), 20, Duration.ZERO);

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
