package io.github.evenkeel.health;

import io.github.evenkeel.Expect;
import java.time.Duration;

/**
 * How probes change a verdict. Immutable; start from {@link #ProbeRules(int, int)} and change what must differ.
 *
 * @param unhealthyAfter failures in a row that put a serving member out; 1 or more
 * @param healthyAfter   successes in a row that bring it back; 1 or more. A first success admits a member that is starting
 * @param hold           how long a member that fails again soon after it recovered must be good before it is back: base the first
 *                       time, and so on. Soon is within max. Default 30 s, doubling to 300 s, up to 10 % longer at random
 * @param startGrace     how long a member that joined may fail its probes before anybody is told; zero or more, default 60 s
 */
public record ProbeRules(int unhealthyAfter, int healthyAfter, Backoff hold, Duration startGrace) {
    private static final Backoff HOLD = new Backoff(Duration.ofSeconds(30), Duration.ofSeconds(300), 0.1);

    public ProbeRules {
        Expect.atLeast("unhealthyAfter", unhealthyAfter, 1);
        Expect.atLeast("healthyAfter", healthyAfter, 1);
        Expect.notNull("hold", hold);
        Expect.nanos("startGrace", startGrace);
    }

    /** These thresholds, and everything else at its default. */
    public ProbeRules(int unhealthyAfter, int healthyAfter) {
        this(unhealthyAfter, healthyAfter, HOLD, Duration.ofSeconds(60));
    }

    /** So many failures in a row put a serving member out; 1 or more. */
    public ProbeRules withUnhealthyAfter(int failures) {
        return new ProbeRules(failures, healthyAfter, hold, startGrace);
    }

    /** So many successes in a row bring a member back; 1 or more. */
    public ProbeRules withHealthyAfter(int successes) {
        return new ProbeRules(unhealthyAfter, successes, hold, startGrace);
    }

    /**
     * The first hold of a member that fails again soon is {@code base}, each further one twice the one before, at most {@code max}; default
     * 30 s and 300 s.
     *
     * @param base 1 ms or more
     * @param max  not below base
     */
    public ProbeRules withHold(Duration base, Duration max) {
        return new ProbeRules(unhealthyAfter, healthyAfter, new Backoff(base, max, hold.jitter()), startGrace);
    }

    /** How long a member that joined may fail its probes before anybody is told; zero or more, default 60 s. */
    public ProbeRules withStartGrace(Duration grace) {
        return new ProbeRules(unhealthyAfter, healthyAfter, hold, grace);
    }
}
