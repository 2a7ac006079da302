package io.github.evenkeel.select;

import io.github.evenkeel.Expect;
import java.time.Duration;

/** After how many typical latencies evidence is void, with bounds in time. */
record Forgetting(double latencies, Duration atLeast, Duration atMost) {
    Forgetting {
        Expect.that(latencies > 0 && latencies < Double.POSITIVE_INFINITY, "forgetting", latencies, "> 0, finite");
        Expect.that(Expect.nanos("atLeast", atLeast) > 0, "atLeast", atLeast, "> 0");
        Expect.that(Expect.nanos("atMost", atMost) >= atLeast.toNanos(), "atMost", atMost, "at least " + atLeast);
    }

    double nanos(double typicalNanos) {
        return Math.min((double) atMost.toNanos(), Math.max((double) atLeast.toNanos(), latencies * typicalNanos));
    }
}
