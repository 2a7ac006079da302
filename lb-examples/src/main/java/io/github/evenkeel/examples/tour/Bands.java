package io.github.evenkeel.examples.tour;

import io.github.evenkeel.examples.report.Palette;
import io.github.evenkeel.examples.report.StateBands.Band;
import io.github.evenkeel.examples.report.StateBands.Row;
import io.github.evenkeel.examples.report.StateBands.Tick;
import io.github.evenkeel.health.Floor.Level;
import io.github.evenkeel.health.Status;
import io.github.evenkeel.pool.PoolEvent;
import io.github.evenkeel.pool.PoolEvent.MemberJoined;
import io.github.evenkeel.pool.PoolEvent.MemberLeft;
import io.github.evenkeel.pool.PoolEvent.PanicChanged;
import io.github.evenkeel.pool.PoolEvent.StatusChanged;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns a pool's events into bands of state. Pure. */
final class Bands {
    private final Facts facts;
    private final double end;
    private final List<Band> bands = new ArrayList<>();
    private double from;
    private @Nullable String state;
    private String note = "";

    private Bands(Facts facts, double end, @Nullable String state) {
        this.facts = facts;
        this.end = end;
        this.state = state;
    }

    /** What state a server was in as a member, with its probes below; {@code present} if it was one from the start. */
    static Row ofServer(Facts facts, String server, boolean present, double end) {
        Bands bands = new Bands(facts, end, present ? Status.HEALTHY.name() : null);
        for (PoolEvent event : facts.events()) {
            if (event instanceof MemberJoined e && e.backend().id().equals(server)) {
                bands.next(e.at(), e.status().name(), "");
            } else if (event instanceof StatusChanged e && e.backend().id().equals(server)) {
                bands.next(e.at(), e.to().name(), e.why());
            } else if (event instanceof MemberLeft e && e.backend().id().equals(server)) {
                bands.next(e.at(), null, "");
            }
        }
        List<Tick> ticks = facts.probed().stream()
                .filter(probe -> probe.server().equals(server))
                .map(probe -> new Tick(
                        facts.seconds(probe.at()),
                        probe.good(),
                        probe.status() == 0 ? "probe got no answer" : "probe answered " + probe.status()))
                .toList();
        return new Row(server, bands.closed(), ticks);
    }

    /** How much of what it knew the pool believed. */
    static Row ofPool(Facts facts, double end) {
        Bands bands = new Bands(facts, end, "NORMAL");
        facts.events(PanicChanged.class, facts.origin())
                .forEach(e -> bands.next(
                        e.at(),
                        e.to() == Level.NORMAL ? "NORMAL" : "PANIC",
                        e.healthy() + " of " + e.judged() + " healthy"));
        return new Row("pool", bands.closed(), List.of());
    }

    private void next(long at, @Nullable String nextState, String nextNote) {
        double now = facts.seconds(at);
        close(now);
        state = nextState;
        note = nextNote;
        from = now;
    }

    private void close(double now) {
        if (state != null && now > from) bands.add(new Band(from, now, state, colour(state), note));
    }

    private List<Band> closed() {
        close(end);
        return bands;
    }

    private static String colour(String state) {
        return switch (state) {
            case "HEALTHY", "NORMAL" -> Palette.GREEN;
            case "EJECTED", "PANIC" -> Palette.VERMILLION;
            case "UNHEALTHY" -> Palette.ORANGE;
            case "STARTING", "WARMING" -> Palette.SKY;
            case "DRAINING" -> Palette.PURPLE;
            default -> Palette.GREY;
        };
    }
}
