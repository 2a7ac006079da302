package io.github.evenkeel.examples.probes;

import java.time.Duration;

/**
 * What is run.
 *
 * @param members  all of them
 * @param hanging  of these, whose probes hang until their time-out
 * @param throwing of these, whose probes throw
 * @param interval seconds from probe to probe
 * @param seconds  how long; three intervals or more
 */
record Settings(int members, int hanging, int throwing, int interval, int seconds) {
    /** Each interval is as much longer or shorter at random: the default of the checks. */
    static final double JITTER = 0.1;

    /** Two, so that the verdict is there within two and a half intervals: three would need more than the shortest run has. */
    static final int UNHEALTHY_AFTER = 2;

    /** What a member's probes do. */
    enum Conduct {
        HANGS,
        THROWS,
        ANSWERS
    }

    /** Those that misbehave come first: side by side their probes fall together, which is the worst for those around them. */
    Conduct conduct(int member) {
        if (member < hanging) return Conduct.HANGS;
        return member < hanging + throwing ? Conduct.THROWS : Conduct.ANSWERS;
    }

    /** In proportion as by default: 2 s of 5 s, and never more. */
    Duration timeout() {
        return Duration.ofMillis(Math.min(2000, 400L * interval));
    }
}
