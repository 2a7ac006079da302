package io.github.evenkeel.health;

import io.github.evenkeel.Expect;
import java.time.Duration;

/**
 * Passive health: how a pool ejects members by what their own calls tell. Immutable; start from {@link #defaults()} and change what
 * must differ.
 *
 * <p>Where more than half of the members are late at once (three time-outs, or answers after {@code slowAfter}, in a row or more), there
 * are too many calls for all: to eject one would load the others with its calls. So until a minute after the last such instant nobody
 * is judged by being late, by latency either, and whoever was ejected for it in the half minute before is called back. Not in a pool of
 * several priorities, or with members in and out of the preferred zone: there ejections send calls to the others, which helps.
 *
 * @param mode              whether to judge, and whether to act on it
 * @param consecutiveFaults faults in a row that eject at once; 2 or more, default 5. More are needed where the rest fails too, so that
 *                          such a run is never chance ({@link Runs})
 * @param errors            how a sweep judges errors
 * @param latency           how a sweep judges latency
 * @param ejection          how long members are out, how many at most, and how they come back
 * @param routes            how many routes of a pool are told apart; the calls of all further ones are taken for one route. 0 is off: no
 *                          route is judged; default 32: about as many endpoints as a service has that matter. A route is forgotten some
 *                          ten minutes after its last call, and one that is in use takes about 0.6 KB per member; of 10,000 pairs of
 *                          a route and a member at most, for calls beyond that are judged with their member alone
 */
public record OutlierDetection(
        Mode mode, int consecutiveFaults, ErrorRules errors, LatencyRules latency, EjectionRules ejection, int routes) {

    private static final OutlierDetection DEFAULTS = new OutlierDetection(
            Mode.EJECT,
            5,
            ErrorRules.DEFAULT,
            LatencyRules.DEFAULT,
            new EjectionRules(
                    new Backoff(Duration.ofSeconds(30), Duration.ofSeconds(300), 0.1), 0.5, 100, TrialRules.DEFAULT),
            32);

    /** What detection does. */
    public enum Mode {
        /** Judges nothing. */
        OFF,
        /** Judges and reports; ejects no one. */
        OBSERVE,
        /** Judges, reports and ejects. */
        EJECT
    }

    public OutlierDetection {
        Expect.notNull("mode", mode);
        Expect.atLeast("consecutiveFaults", consecutiveFaults, 2);
        Expect.notNull("errors", errors);
        Expect.notNull("latency", latency);
        Expect.notNull("ejection", ejection);
        Expect.atLeast("routes", routes, 0);
    }

    /** On, with every value at its default. */
    public static OutlierDetection defaults() {
        return DEFAULTS;
    }

    /** Off. */
    public static OutlierDetection off() {
        return DEFAULTS.withMode(Mode.OFF);
    }

    /** Everything is judged and reported, nothing is ejected: for a first week in production. */
    public static OutlierDetection observeOnly() {
        return DEFAULTS.withMode(Mode.OBSERVE);
    }

    /** See {@link EjectionRules#backoff()}. */
    public Backoff backoff() {
        return ejection.backoff();
    }

    /** See {@link EjectionRules#maxEjected()}. */
    public double maxEjected() {
        return ejection.maxEjected();
    }

    /** See {@link EjectionRules#forgiveAfter()}. */
    public int forgiveAfter() {
        return ejection.forgiveAfter();
    }

    /** See {@link EjectionRules#trial()}. */
    public TrialRules trial() {
        return ejection.trial();
    }

    /** True if every detector that is on can judge by these, with so many times what it needs at the least. */
    boolean enough(Counts counts, int times) {
        return counts.calls() >= times * (long) errors.enoughCalls()
                && counts.latencies().count() >= times * (long) latency.enoughAnswers();
    }

    // ---- copies

    /** Whether to judge, and whether to act on it; default {@link Mode#EJECT}. */
    public OutlierDetection withMode(Mode newMode) {
        return new OutlierDetection(newMode, consecutiveFaults, errors, latency, ejection, routes);
    }

    /** So many faults in a row eject at once, more where the rest fails too; 2 or more, default 5. */
    public OutlierDetection withConsecutiveFaults(int faults) {
        return new OutlierDetection(mode, faults, errors, latency, ejection, routes);
    }

    /** Whether a sweep holds a member's errors against the rest's; default true. */
    public OutlierDetection withErrorRate(boolean on) {
        return with(new ErrorRules(on, errors.minimumCalls(), errors.share(), errors.shareCalls()));
    }

    /** The least calls for the error rate; 1 or more, default 20. */
    public OutlierDetection withMinimumCalls(int calls) {
        return with(new ErrorRules(errors.rate(), calls, errors.share(), errors.shareCalls()));
    }

    /**
     * A member goes with this share of failed calls, of so many at the least, unless most of the pool fails alike; 0 to 1 of 1 or more,
     * default 0.85 of 50. Share 0 is off.
     */
    public OutlierDetection withFailureShare(double share, int leastCalls) {
        return with(new ErrorRules(errors.rate(), errors.minimumCalls(), share, leastCalls));
    }

    /**
     * A member goes when the 95th percentile of its latency is so many times the others', or what it was within the last minute, and at
     * least {@code atLeast}, of so many answers at the least; default 3 times, 50 ms and 20. 0 times is off. See {@link LatencyRules} for
     * whom this spares.
     */
    public OutlierDetection withLatency(double times, Duration atLeast, int leastCalls) {
        return with(new LatencyRules(times, atLeast, leastCalls, latency.slowAfter()));
    }

    /** Answers later than this are errors, for every rule; zero, the default, is off. */
    public OutlierDetection withSlowAfter(Duration objective) {
        return with(new LatencyRules(latency.times(), latency.atLeast(), latency.minimumCalls(), objective));
    }

    /**
     * The first ejection lasts {@code base}, each further one twice the one before, at most {@code max}, and up to 10 % longer at random;
     * default 30 s and 300 s.
     *
     * @param base 1 ms or more
     * @param max  not below base
     */
    public OutlierDetection withEjectionTime(Duration base, Duration max) {
        return with(
                new EjectionRules(new Backoff(base, max, backoff().jitter()), maxEjected(), forgiveAfter(), trial()));
    }

    /** The most that may be out, as a share of the pool's weight; above 0, at most 1, default 0.5. See {@link EjectionRules#maxEjected()}. */
    public OutlierDetection withMaxEjected(double share) {
        return with(new EjectionRules(backoff(), share, forgiveAfter(), trial()));
    }

    /**
     * After so many good calls, and as long in service as its last ejection was, a member has one ejection less on its count, so that the
     * next is shorter; 1 or more, default 100.
     */
    public OutlierDetection withForgiveAfter(int goodCalls) {
        return with(new EjectionRules(backoff(), maxEjected(), goodCalls, trial()));
    }

    /**
     * A member returns after so many good trial calls in a row; default 3, 30 s. 0 calls is off.
     *
     * @param patience how long each may take until the next is sent, and the row begins anew; above 0. Where calls take long a trial waits
     *                 longer: three times the member's mean latency when it was ejected, or that of the others if it never answered well
     */
    public OutlierDetection withTrial(int goodCalls, Duration patience) {
        return with(new EjectionRules(backoff(), maxEjected(), forgiveAfter(), new TrialRules(goodCalls, patience)));
    }

    /** How many routes of a pool are told apart; default 32. 0 is off. */
    public OutlierDetection withRoutes(int most) {
        return new OutlierDetection(mode, consecutiveFaults, errors, latency, ejection, most);
    }

    private OutlierDetection with(ErrorRules newErrors) {
        return new OutlierDetection(mode, consecutiveFaults, newErrors, latency, ejection, routes);
    }

    private OutlierDetection with(LatencyRules newLatency) {
        return new OutlierDetection(mode, consecutiveFaults, errors, newLatency, ejection, routes);
    }

    private OutlierDetection with(EjectionRules newEjection) {
        return new OutlierDetection(mode, consecutiveFaults, errors, latency, newEjection, routes);
    }
}
