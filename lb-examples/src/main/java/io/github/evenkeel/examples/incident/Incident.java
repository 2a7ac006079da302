package io.github.evenkeel.examples.incident;

import static io.github.evenkeel.examples.incident.Bound.atLeast;
import static io.github.evenkeel.examples.incident.Bound.atMost;

import java.util.List;
import java.util.function.Function;

/** What has taken services down, and what is asked here: the one place for the limits, which {@code docs/incidents.md} shows. */
@SuppressWarnings("ImmutableEnumChecker") // scenes are static methods, the list is a copy
enum Incident {
    I1(
            "The load balancer lied",
            "probes alone, round robin",
            "failed calls per second",
            "",
            LyingBackend::play,
            Measure.of("failed calls before the lying backend is out", atMost(10)),
            Measure.of("failed calls from then until its return", atMost(0)),
            Measure.ofNaive("failed calls in five minutes", atLeast(1000))),
    I2(
            "Every probe times out at once",
            "no floor: panicBelow 0, minimumHealthy 0",
            "failed calls per second",
            "",
            LockedTable::play,
            Measure.of("calls served in the 90 s of the lock, %", atLeast(99)),
            Measure.of("calls served in the worst 10 s of it, %", atLeast(99), atMost(0))),
    I3(
            "A pause becomes a cascade",
            "probes each second, two misses eject, no floor, no outlier detection, round robin",
            "backends in rotation",
            "",
            Cascade::play,
            Measure.of("fewest backends in rotation", atLeast(3)),
            Measure.of("calls served, %", atLeast(99.9)),
            Measure.ofNaive("time from the pause until none of five is in rotation, s", atMost(90))),
    I4(
            "Up is not healthy",
            "a TCP probe alone, round robin",
            "failed calls per second, where the threads of one backend hang",
            "",
            BlindProbe::play,
            Measure.of("failed calls of the route that fails on one of five, %", atMost(1)),
            Measure.of("failed calls to a backend that accepts connections and serves nothing", atMost(10)),
            Measure.of("time until a backend whose p95 tripled is out, s", atMost(22))),
    I5(
            "A deploy without draining",
            "no time for calls in flight",
            "calls cut per second",
            "",
            Deploy::play,
            Measure.of("calls cut, of 150 in flight at the removed backend", atMost(0), atLeast(150))),
    I6(
            "A backend that flaps",
            "probes each second, one decides, nobody is held out",
            "1: the backend is in rotation",
            "",
            Flapping::play,
            Measure.of("times it left or entered the rotation in 30 min", atMost(6), atLeast(60))),
    I7(
            "A cold backend joins",
            "round robin, a full share at once",
            "p99 of the calls, s",
            "",
            ColdBackend::play,
            Measure.of("p99 of the pool's calls in its first minute, times the p99 before", atMost(1.3), atLeast(2))),
    I8(
            "Long-lived calls pile up",
            "round robin",
            "most open sockets of a backend, times the mean",
            "",
            OpenSockets::play,
            Measure.of("most open sockets of a backend, times the mean", atMost(1.5), atLeast(1.5))),
    I9(
            "Skew",
            "sticky sessions, and nobody looks",
            "most calls of a backend, times the mean",
            "",
            HotKey::play,
            Measure.of("time until it is told that a backend gets over twice its share, s", atMost(11)),
            Measure.ofNaive("largest share of a backend's, times the mean", atLeast(2))),
    I10(
            "A sticky table that never forgets",
            "a map from key to backend, as people write it",
            "keys kept",
            "",
            StickyVisitors::play,
            Measure.of("keys kept after 250,000 visitors", atMost(100_000), atLeast(250_000)),
            Measure.of("keys of the removed backend that are kept", atMost(0))),
    I11(
            "Traffic before it is ready",
            "no probes: a new backend serves at once",
            "calls to the new backend per second",
            "",
            Booting::play,
            Measure.of("calls before the first good probe", atMost(0), atLeast(100))),
    I12(
            "A failover topples the survivors",
            "no standby, no floor, round robin",
            "failed calls per second",
            "",
            Failover::play,
            Measure.of("most calls of a surviving primary, times its share before", atMost(1.43)),
            Measure.of("calls served, %", atLeast(99.9), atMost(90))),
    I13(
            "A retry storm",
            "three retries for every call, and no budget",
            "failed calls per second",
            "",
            RetryStorm::play,
            Measure.of(
                    "tries per call until the cause is 90 s gone, but for 3 tries per second", atMost(1.1), atLeast(2)),
            Measure.of("calls served in the last half minute, the cause 90 s gone, %", atLeast(99.9), atMost(1)));

    private final String title;
    private final String naive;
    private final String plotted;
    private final String waitsFor;
    private final Function<Side, Observed> scene;
    private final List<Measure> measures;

    Incident(
            String title,
            String naive,
            String plotted,
            String waitsFor,
            Function<Side, Observed> scene,
            Measure... measures) {
        this.title = title;
        this.naive = naive;
        this.plotted = plotted;
        this.waitsFor = waitsFor;
        this.scene = scene;
        this.measures = List.of(measures);
    }

    String title() {
        return title;
    }

    /** The settings that cause it. */
    String naive() {
        return naive;
    }

    /** What its curve shows. */
    String plotted() {
        return plotted;
    }

    /** What must be built before all of it can be measured; {@code ""} if nothing. */
    String waitsFor() {
        return waitsFor;
    }

    List<Measure> measures() {
        return measures;
    }

    /** Plays it. */
    Observed play(Side side) {
        return scene.apply(side);
    }
}
