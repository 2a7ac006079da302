package io.github.evenkeel.health;

import io.github.evenkeel.Expect;

/**
 * How many probes in a row change a verdict.
 *
 * @param unhealthyAfter failures in a row that put a serving member out; 1 or more
 * @param healthyAfter   successes in a row that bring it back; 1 or more. A first success admits a member that is starting
 */
public record ProbeRules(int unhealthyAfter, int healthyAfter) {
    public ProbeRules {
        Expect.atLeast("unhealthyAfter", unhealthyAfter, 1);
        Expect.atLeast("healthyAfter", healthyAfter, 1);
    }
}
