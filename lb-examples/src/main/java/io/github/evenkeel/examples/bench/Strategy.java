package io.github.evenkeel.examples.bench;

import io.github.evenkeel.select.Selector;
import io.github.evenkeel.select.Selectors;
import java.util.Locale;

/** Every strategy of {@link Selectors}, and the work by hand that it is measured against. */
public enum Strategy {
    ADAPTIVE(Selectors.adaptive(), Way.STAMPED, "scan", "scanCall"),
    LEAST_CONNECTIONS(Selectors.leastConnections(), Way.STAMPED, "scan", "scanCall"),
    P2C(Selectors.powerOfTwoChoices(), Way.PICK, "two", "twoCall"),
    PEAK_EWMA(Selectors.peakEwma(), Way.PICK, "two", "twoCall"),
    ROUND_ROBIN(Selectors.roundRobin(), Way.PICK, "turn", "turnCall"),
    WEIGHTED_ROUND_ROBIN(Selectors.weightedRoundRobin(), Way.PICK, "schedule", ""),
    RANDOM(Selectors.random(), Way.PICK, "index", ""),
    WEIGHTED_RANDOM(Selectors.weightedRandom(), Way.PICK, "alias", ""),
    CONSISTENT_HASH(Selectors.consistentHash(), Way.KEYED, "", ""),
    RENDEZVOUS(Selectors.rendezvousHash(), Way.KEYED, "rendezvous", ""),
    MAGLEV(Selectors.maglevHash(), Way.KEYED, "maglev", ""),
    RING(Selectors.ringHash(), Way.KEYED, "ring", ""),
    STICKY(Selectors.sticky(Selectors.powerOfTwoChoices()), Way.KEYED, "sticky", ""),
    SUBSET(Selectors.subset(Strategy.SUBSET_SIZE, "client-1", Selectors.powerOfTwoChoices()), Way.PICK, "two", "");

    /** What a pick is given, named as the method of {@link PickBench} that gives it. */
    enum Way {
        /** Any call, at an instant that is at hand. */
        PICK,
        /** Any call, at an instant that the clock is read for: a scan is compared with what a lease's time stamp costs besides. */
        STAMPED,
        /** Calls with keys. */
        KEYED
    }

    /** As many connections as a client keeps where servers are plenty. */
    private static final int SUBSET_SIZE = 20;

    /** Where {@link Selectors#consistentHash()} goes from rendezvous to Maglev. */
    private static final int SCANNED_BY_HASH = 64;

    @SuppressWarnings("ImmutableEnumChecker") // as every selector is
    private final Selector selector;

    private final Way way;
    private final String floor;
    private final String callFloor;

    Strategy(Selector selector, Way way, String floor, String callFloor) {
        this.selector = selector;
        this.way = way;
        this.floor = floor;
        this.callFloor = callFloor;
    }

    /** As the command takes it. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Selector selector() {
        return selector;
    }

    Way way() {
        return way;
    }

    /** The floor method of a bare pick among n members. */
    String floor(int n) {
        if (this == CONSISTENT_HASH) return (n <= SCANNED_BY_HASH ? RENDEZVOUS : MAGLEV).floor;
        return floor;
    }

    /**
     * The floor method of a bare pick that also reads one flag of the member it picks; empty where the floor does so anyhow, or nothing
     * is limited.
     */
    String seenFloor() {
        return switch (this) {
            case ROUND_ROBIN, WEIGHTED_RANDOM, MAGLEV -> floor + "Seen";
            default -> "";
        };
    }

    /** How many members the floor has. */
    int floorSize(int n) {
        return this == SUBSET ? Math.min(n, SUBSET_SIZE) : n;
    }

    /** The floor method of a whole call; empty if none is measured. */
    String callFloor() {
        return callFloor;
    }

    /** True if calls in flight decide, so that idle and busy pools differ. */
    boolean looksAtLoad() {
        return this == ADAPTIVE || this == LEAST_CONNECTIONS || this == P2C || this == PEAK_EWMA;
    }

    /** The weights under which it does what it is there for. */
    Weights weights() {
        return this == WEIGHTED_ROUND_ROBIN || this == WEIGHTED_RANDOM ? Weights.MIXED : Weights.EQUAL;
    }

    /** True if it keeps a table whose making may take longer when the membership changes. */
    boolean table() {
        return this == CONSISTENT_HASH || this == MAGLEV || this == RING;
    }
}
