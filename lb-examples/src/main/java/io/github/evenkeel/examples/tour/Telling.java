package io.github.evenkeel.examples.tour;

import io.github.evenkeel.health.Floor.Level;
import io.github.evenkeel.pool.PoolEvent;
import io.github.evenkeel.pool.PoolEvent.DrainEnded;
import io.github.evenkeel.pool.PoolEvent.EjectionDenied;
import io.github.evenkeel.pool.PoolEvent.MemberJoined;
import io.github.evenkeel.pool.PoolEvent.MemberLeft;
import io.github.evenkeel.pool.PoolEvent.PanicChanged;
import io.github.evenkeel.pool.PoolEvent.ProbeDisagrees;
import io.github.evenkeel.pool.PoolEvent.StatusChanged;

/** A pool's events, in words. */
final class Telling {
    private Telling() {}

    static String of(PoolEvent event) {
        if (event instanceof StatusChanged e) {
            String why = e.why().isEmpty() ? "" : ", " + e.why();
            return e.backend().id() + ": " + e.from() + " \u2192 " + e.to() + why;
        }
        if (event instanceof ProbeDisagrees e) {
            return e.backend().id() + ": probe green, traffic red: its probe still says " + e.probe()
                    + " \u2014 the calls are believed";
        }
        if (event instanceof PanicChanged e) return panic(e);
        if (event instanceof MemberJoined e) return e.backend() + " joins, " + e.status();
        if (event instanceof MemberLeft e) return e.backend().id() + " leaves";
        if (event instanceof DrainEnded e) {
            return e.backend().id() + ": the last call has ended, " + e.revoked() + " had to be cut short";
        }
        if (event instanceof EjectionDenied e) {
            return e.backend().id() + ": would be ejected, but no more may go: " + e.evidence();
        }
        return event.toString();
    }

    private static String panic(PanicChanged event) {
        String healthy = event.healthy() + " of " + event.judged() + " healthy";
        return switch (event.to()) {
            case NORMAL -> "panic is over: " + healthy;
            case IGNORE_PROBES ->
                "PANIC: " + healthy + " is too few to be true: the probes are not believed"
                        + (event.from() == Level.NORMAL ? ", everyone serves" : "");
            case IGNORE_TRAFFIC -> "PANIC: " + healthy + ": even the ejected serve";
        };
    }
}
