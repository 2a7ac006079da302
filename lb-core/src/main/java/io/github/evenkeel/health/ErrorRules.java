package io.github.evenkeel.health;

import io.github.evenkeel.Expect;

/**
 * How a sweep judges the errors of members; by both rules, each can be off.
 *
 * @param rate         whether a member goes that fails more often than the rest, beyond chance; default true
 * @param minimumCalls the least calls for that; a member with fewer carries them over ({@link Recent}); 1 or more, default 20: one
 *                     error in four, the least that five errors can be, is told from chance there, and fewer calls would only be
 *                     the runs that are seen at once anyway
 * @param share        the share of failed calls with which a member goes, unless most fail alike; 0 is off, at most 1, default 0.85: an
 *                     even chance of errors is the error rate's to judge; this is for members that as good as always fail
 * @param shareCalls   the least calls for that; 1 or more, default 50: at 85 %, so few that a server at 70 % is taken for it once in 100
 */
public record ErrorRules(boolean rate, int minimumCalls, double share, int shareCalls) {
    static final ErrorRules DEFAULT = new ErrorRules(true, 20, 0.85, 50);

    public ErrorRules {
        Expect.atLeast("minimumCalls", minimumCalls, 1);
        Expect.within("failureShare", share, 0, 1);
        Expect.atLeast("failureShareCalls", shareCalls, 1);
    }

    /** With so many calls both rules can judge. */
    int enoughCalls() {
        return Math.max(rate ? minimumCalls : 0, share > 0 ? shareCalls : 0);
    }
}
