package io.github.evenkeel.select;

import io.github.evenkeel.LoadReport;
import io.github.evenkeel.Outcome;

/**
 * One member as the adaptive strategy measures it. The figures are plain fields on purpose: two threads that bring an answer at once
 * may lose one of them, which a mean does not mind, and a fence or a compare-and-set per answer would cost more than it tells. Every
 * call reads and writes its member's count of calls in flight in between, so what one thread measured the next one sees.
 */
final class AdaptiveGauge implements Gauge {
    private static final double ERROR_MEMORY = 30;

    /** The median of the means of twenty members alike strays by 5 %: what is within four times that is no change of what is typical. */
    private static final double NOISE = 1.2;

    /** One or two calls that nobody answers may be long calls. Of a member that is slow already, one is enough. */
    private static final int ENOUGH_WAITING = 3;

    private final AdaptivePeers peers;

    /** Calls begun since the last answer and not ended yet. */
    private int waiting;

    /** When there were enough of them to call it silence, never 0; 0 if there are not. */
    private long silentSince;

    private long begunAt; // when the last call began

    private double latency; // mean, nanoseconds; 0 before the first good answer

    /** What was typical of the pool when the mean last changed, nanoseconds. */
    private double usual;

    private long evidenceAt; // when one of the figures last changed
    private double errors = -1; // share of client errors; -1 before the first answer
    private double slowness = 1;
    private double report = -1; // calls of others in flight there; -1 before the first report
    private long reportedAt;
    private double noted; // for the thread that looks over all

    AdaptiveGauge(AdaptivePeers peers) {
        this.peers = peers;
    }

    // ---- calls

    @Override
    public void begun(long now) {
        int count = waiting + 1;
        waiting = count;
        begunAt = now;
        if (silentSince == 0 && (count >= ENOUGH_WAITING || slowness > 1)) silentSince = now | 1;
    }

    @Override
    public void answered(Outcome outcome, long startedAt, long now) {
        if (outcome.kind() == Outcome.Kind.SUCCESS) {
            waiting(0);
            sample((double) (now - startedAt), now);
            judgement(0);
        } else {
            bad(outcome.kind(), startedAt, now);
        }
        peers.answered(now);
    }

    private void bad(Outcome.Kind kind, long startedAt, long now) {
        // Where nobody was answered, the others that wait do so no less.
        if (kind == Outcome.Kind.CANCELLED || kind == Outcome.Kind.TIMEOUT) unanswered(startedAt);
        else waiting(0);
        // What the caller waited is the least the answer would have taken.
        if (kind == Outcome.Kind.CANCELLED && now - startedAt > meanLatency()) sample((double) (now - startedAt), now);
        if (kind == Outcome.Kind.CLIENT_ERROR) {
            judgement(1);
            evidenceAt = now;
        }
        // Of faults, the penalty says enough.
    }

    @Override
    public void unanswered(long startedAt) {
        waiting(Math.max(0, waiting - 1));
    }

    /** It may have been any of those that wait. */
    @Override
    public void lost() {
        waiting(0);
    }

    private void waiting(int count) {
        waiting = count;
        if (count == 0) silentSince = 0;
    }

    @Override
    public void reported(LoadReport load, int inFlight, long now) {
        // All but the answered one of the pool's own are still there.
        report = Math.max(0, load.callsInFlight() - Math.max(0, inFlight - 1));
        reportedAt = now;
        peers.reported(report, now);
    }

    /** The first answer says little, often of a cold server: the mean starts from what is typical of the pool. */
    private void sample(double nanos, long now) {
        double typical = peers.typicalNanos();
        double sample = Math.max(1, nanos);
        if (typical == 0) { // nobody has compared yet
            latency = latency == 0 ? sample : peers.mean(latency, sample);
            usual = latency;
        } else {
            double before = before(typical, now);
            boolean slow = slowness > 1 || peers.slow(before);
            latency = slow ? peers.meanOfSlow(before, sample, sinceEvidence(now)) : peers.mean(before, sample);
            usual = typical;
        }
        evidenceAt = now;
    }

    /** After a pause, in the measure of now; else as it was, or each swing of what is typical would take a part of the mean. */
    private double before(double typical, long now) {
        if (latency == 0) return typical;
        return peers.pause(sinceEvidence(now)) ? meanLatency(typical) : latency;
    }

    private void judgement(double error) {
        double share = errorShare();
        if (share == error) return;
        errors = share < 0 ? error / ERROR_MEMORY : share + (error - share) / ERROR_MEMORY;
    }

    // ---- for picks

    /** What calls count for here: 1 while the member is as fast as the others. */
    double slowness() {
        return slowness;
    }

    /** Calls of other clients in flight here, as far as is known. */
    double others(long now) {
        double last = report;
        return last < 0 ? peers.usualReport() : peers.faded(last, (double) Math.max(0, now - reportedAt));
    }

    // ---- for the one who looks over all

    double meanLatency() {
        return latency;
    }

    /**
     * The mean in the measure of now: what was said of a member when all were slow (a cold start, a pause of the whole machine) would
     * stand against it when the others, who get calls and answer them, are quick again.
     */
    double meanLatency(double typical) {
        return usual > NOISE * typical ? latency * (typical / usual) : latency;
    }

    double sinceEvidence(long now) {
        return (double) Math.max(0, now - evidenceAt);
    }

    double sinceTry(long now) {
        return (double) Math.max(0, now - begunAt);
    }

    /** How long callers have waited while nobody was answered; 0 unless there are some. */
    double silence(long now) {
        long since = silentSince;
        return since == 0 ? 0 : (double) Math.max(0, now - since);
    }

    /** Notes what goes into the comparison: the mean, or the silence if that is more; 0 if nothing is known. */
    double note(double typical, long now) {
        noted = Math.max(meanLatency(typical), silence(now));
        return noted;
    }

    /** The latency noted in this round; 0 if none. */
    double noted() {
        return noted;
    }

    boolean answeredEver() {
        return errorShare() >= 0;
    }

    double errorShare() {
        return errors;
    }

    void judged(double value) {
        if (slowness != value) slowness = value;
    }
}
