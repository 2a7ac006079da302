package io.github.evenkeel.pool;

import io.github.evenkeel.LoadReport;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.select.Gauge;

/**
 * What a strategy measures may be the user's code: whatever it throws must not break a call, nor leave it counted in. Written out five
 * times, for a lambda would be an object for each call.
 */
record GuardedGauge(Gauge gauge, ControlPlane control) implements Gauge {
    @Override
    public void begun(long now) {
        try {
            gauge.begun(now);
        } catch (RuntimeException | Error thrown) {
            control.gaugeFailed(thrown);
        }
    }

    @Override
    public void answered(Outcome outcome, long startedAt, long now) {
        try {
            gauge.answered(outcome, startedAt, now);
        } catch (RuntimeException | Error thrown) {
            control.gaugeFailed(thrown);
        }
    }

    @Override
    public void unanswered(long startedAt) {
        try {
            gauge.unanswered(startedAt);
        } catch (RuntimeException | Error thrown) {
            control.gaugeFailed(thrown);
        }
    }

    @Override
    public void lost() {
        try {
            gauge.lost();
        } catch (RuntimeException | Error thrown) {
            control.gaugeFailed(thrown);
        }
    }

    @Override
    public void reported(LoadReport report, int inFlight, long now) {
        try {
            gauge.reported(report, inFlight, now);
        } catch (RuntimeException | Error thrown) {
            control.gaugeFailed(thrown);
        }
    }
}
