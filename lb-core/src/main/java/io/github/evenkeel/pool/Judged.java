package io.github.evenkeel.pool;

import io.github.evenkeel.health.Evidence;
import io.github.evenkeel.health.MemberHealth;
import io.github.evenkeel.health.Recent;
import io.github.evenkeel.health.Signal;
import io.github.evenkeel.health.Streak;

/** What is judged by its calls: a member, or a member on one route. Any thread. */
interface Judged {
    /** True if it gets calls, and is not out. */
    boolean serves();

    /** True if it serves and its last answers tell how calls like these fare now. */
    boolean tells();

    /** Its faults since its last good answer. */
    Streak streak();

    /** Its calls since the last sweep. */
    long callsSince();

    /** How many of them speak against it. */
    long faultsSince();

    /** What the last sweep judged it by. */
    Recent recent();

    /** True if the last sweep found it at fault. */
    boolean blamed();

    MemberHealth health();

    /** Swaps in the health after a signal. */
    HealthChange take(Signal signal, long now);

    /** Counts a call in that is to show whether it is well; false, and nothing counted, if it cannot be called. */
    boolean enterOnTrial(long now);

    /** It is out for longer, with this evidence: what that is to be. */
    Signal.Eject ejection(Evidence evidence);

    /** It is not to be tried again at once. */
    void rest(long now);

    /** True if there were too many calls for all lately, so that to be late says nothing. */
    boolean overloaded(long now);

    /** Its trial is over. */
    void tried(boolean well);
}
