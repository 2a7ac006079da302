package io.github.evenkeel.health;

import io.github.evenkeel.Expect;

/**
 * How few healthy members are too few to believe it. A mass failure of probes is more often the probes' or the network's fault than
 * every server's, so below the floor health is ignored, in two steps: first what the probes say, then what the traffic says too.
 * Pure.
 *
 * @param panicBelow     the share of the judged members, 0 to 1; 0 never panics by share
 * @param minimumHealthy how many healthy members there must be, as far as that many are judged; 0 or more
 * @param failFast       true to do without: callers get an error rather than a member in doubt
 */
public record Floor(double panicBelow, int minimumHealthy, boolean failFast) {
    /** Below half, or with no one left. */
    public static final Floor DEFAULT = new Floor(0.5, 1, false);

    public Floor {
        Expect.within("panicBelow", panicBelow, 0, 1);
        Expect.atLeast("minimumHealthy", minimumHealthy, 0);
    }

    /** How much of what is known about health is believed. */
    public enum Level {
        /** All of it. */
        NORMAL,
        /** Panic: what the probes say is ignored. */
        IGNORE_PROBES,
        /** Panic: what the traffic says is ignored too. Every judged member serves. */
        IGNORE_TRAFFIC
    }

    /**
     * The members that health may judge, counted.
     *
     * @param judged   neither taken out by the operator nor starting
     * @param serving  of those, neither failing their probes nor ejected
     * @param sound    of the serving, those whose calls do not speak against them either (not spared)
     * @param inByTraffic of the judged, not ejected, whatever the probes say
     * @param soundByTraffic of those, not spared
     */
    public record Census(int judged, int serving, int sound, int inByTraffic, int soundByTraffic) {
        /** Counts these members. */
        public static Census of(Iterable<MemberHealth> members) {
            Counter counter = new Counter();
            for (MemberHealth member : members) counter.add(member);
            return counter.census();
        }
    }

    /** Counts members one by one, for those who walk over them anyhow. For one thread. */
    public static final class Counter {
        private int judged;
        private int serving;
        private int sound;
        private int in;
        private int soundByTraffic;

        /** None yet. */
        public Counter() {}

        /** One more. */
        public void add(MemberHealth member) {
            if (!member.judged()) return;
            judged++;
            boolean passes = member.serves(Level.NORMAL);
            if (passes) serving++;
            if (member.ejected()) return;
            in++;
            if (member.traffic() instanceof Traffic.Spared) return;
            soundByTraffic++;
            if (passes) sound++;
        }

        /** Those counted so far. */
        public Census census() {
            return new Census(judged, serving, sound, in, soundByTraffic);
        }
    }

    /** The level for these members. Leaving panic takes one member more than not entering it, where there are enough. */
    public Level level(Level previous, Census census) {
        if (failFast || holds(census, census.serving(), census.sound(), previous != Level.NORMAL)) return Level.NORMAL;
        boolean deep = previous == Level.IGNORE_TRAFFIC;
        return holds(census, census.inByTraffic(), census.soundByTraffic(), deep)
                ? Level.IGNORE_PROBES
                : Level.IGNORE_TRAFFIC;
    }

    /** True if so many that serve are enough to let one more go: the last one stays, unless calls are to fail fast. */
    public boolean holdsWith(int serving) {
        return serving >= Math.max(failFast ? 0 : 1, minimumHealthy);
    }

    /** How many of this many judged members must serve, for there to be no panic. */
    public int needed(int judged) {
        return Math.max(byShare(judged), Math.min(minimumHealthy, judged));
    }

    /** How many of this many judged members must serve by their share alone. */
    public int byShare(int judged) {
        // The tiny subtraction keeps .7 * 10 from asking for 8.
        return (int) Math.ceil(panicBelow * judged - 1e-9);
    }

    private boolean holds(Census census, int serving, int sound, boolean leaving) {
        int needed = byShare(census.judged());
        // One more, but never all: a pool with one dead member for good must be able to leave panic.
        if (leaving && needed > 0) needed = Math.max(needed, Math.min(needed + 1, census.judged() - 1));
        return serving >= needed && sound >= Math.min(minimumHealthy, census.judged());
    }
}
