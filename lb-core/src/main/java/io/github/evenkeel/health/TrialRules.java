package io.github.evenkeel.health;

import io.github.evenkeel.Expect;
import java.time.Duration;

/**
 * What a member must show after an ejection before it serves again: one trial call at a time until enough in a row are good. Calls with a
 * key are none in the trial's first 10 s: each would leave the member that its key belongs to, for one call.
 *
 * @param goodCalls how many; 0 or more, default 3: a member that still fails every other call passes once in eight. 0 is off: it returns
 *                  when its time is over
 * @param patience  how long a trial call may take until the next is sent; above 0, default 30 s, as long as a first ejection. A
 *                  pool makes that three times the member's mean latency where it is more; the others' mean, if the member never
 *                  answered well
 */
public record TrialRules(int goodCalls, Duration patience) {
    /** No trial. */
    static final TrialRules OFF = new TrialRules(0, Duration.ofSeconds(30));

    static final TrialRules DEFAULT = new TrialRules(3, Duration.ofSeconds(30));

    public TrialRules {
        Expect.atLeast("goodCalls", goodCalls, 0);
        Expect.positiveNanos("patience", patience);
    }
}
