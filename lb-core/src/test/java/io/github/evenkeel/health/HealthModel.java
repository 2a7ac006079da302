package io.github.evenkeel.health;

import java.util.ArrayList;
import java.util.List;

/**
 * The rules of a member's health told a second time, slowly: it keeps every signal and answers each question by scanning them. It
 * shares nothing with {@link MemberHealth} but the words.
 */
final class HealthModel {
    private record Event(Signal signal, long at, boolean ejectedBefore, Operator operatorBefore) {}

    private final boolean starting;
    private final long born;
    private final List<Event> history = new ArrayList<>();
    private final List<Status> statuses = new ArrayList<>();

    HealthModel(boolean starting, long born) {
        this.starting = starting;
        this.born = born;
    }

    void take(Signal signal, long now) {
        history.add(new Event(signal, now, ejection() != null, operator()));
        statuses.add(status());
    }

    Operator operator() {
        return history.stream()
                .map(Event::signal)
                .filter(Signal.Operate.class::isInstance)
                .map(signal -> ((Signal.Operate) signal).verdict())
                .reduce(Operator.READY, (first, last) -> last);
    }

    // ---- the probes' voice

    /** The probes since checks were last stopped; without those before the first good one if the member was starting. */
    private List<Signal.Probed> probes() {
        List<Signal.Probed> probes = new ArrayList<>();
        boolean waits = starting;
        for (Event event : history) {
            if (event.signal instanceof Signal.ChecksStopped) {
                probes.clear();
                waits = false;
            }
            if (event.signal instanceof Signal.Probed probe) {
                if (waits && probe.good()) {
                    probes.clear();
                    waits = false;
                }
                probes.add(probe);
            }
        }
        return probes;
    }

    Probes.Verdict verdict() {
        List<Signal.Probed> probes = probes();
        boolean answered = probes.stream().anyMatch(Signal.Probed::good);
        boolean stopped = history.stream().anyMatch(event -> event.signal instanceof Signal.ChecksStopped);
        if (starting && !stopped && !answered) return Probes.Verdict.STARTING;
        int lastBadRun = -1;
        int lastGoodRun = -1;
        for (int i = 0; i < probes.size(); i++) {
            ProbeRules rules = probes.get(i).rules();
            if (run(probes, i, false) >= rules.unhealthyAfter()) lastBadRun = i;
            if (run(probes, i, true) >= rules.healthyAfter()) lastGoodRun = i;
        }
        if (lastBadRun > lastGoodRun) return Probes.Verdict.FAILING;
        return answered ? Probes.Verdict.PASSING : Probes.Verdict.UNCHECKED;
    }

    int inARow(boolean good) {
        List<Signal.Probed> probes = probes();
        return run(probes, probes.size() - 1, good);
    }

    /** How many in a row were like this, up to and with number {@code last}. */
    private static int run(List<Signal.Probed> probes, int last, boolean good) {
        int first = last;
        while (first >= 0 && probes.get(first).good() == good) first--;
        return last - first;
    }

    // ---- the traffic's voice

    /** An ejection: the back-off it stands at, when it began and how long it is. */
    record Ejection(int count, long from, long nanos, Evidence evidence) {}

    /** The ejection in force, or null. */
    Ejection ejection() {
        for (int i = history.size() - 1; i >= 0; i--) {
            if (ends(i)) return null;
            if (begins(i)) return made(i);
        }
        return null;
    }

    private boolean begins(int i) {
        Event event = history.get(i);
        return event.signal instanceof Signal.Eject && !event.ejectedBefore && event.operatorBefore == Operator.READY;
    }

    private boolean ends(int i) {
        Event event = history.get(i);
        if (!event.ejectedBefore) return false;
        if (event.signal instanceof Signal.Operate) return true;
        if (!(event.signal instanceof Signal.Tick)) return false;
        Ejection running = made(lastBegin(i));
        return event.at - running.from >= running.nanos;
    }

    private int lastBegin(int before) {
        int i = before - 1;
        while (i >= 0 && !begins(i)) i--;
        return i;
    }

    /** The ejection that signal number i began; all before it are worked out anew. */
    private Ejection made(int i) {
        Event event = history.get(i);
        Signal.Eject eject = (Signal.Eject) event.signal;
        int count = remaining(i, eject, event.at) + (eject.counts() ? 1 : 0);
        long millis = eject.backoff().base().toMillis();
        for (int n = 1; n < count; n++)
            millis = Math.min(2 * millis, eject.backoff().max().toMillis());
        long nanos = millis * 1_000_000;
        return new Ejection(
                count, event.at, nanos + (long) (nanos * eject.backoff().jitter() * eject.chance()), eject.evidence());
    }

    /** What is left of the count of earlier ejections: each takes good calls and time in service to be forgiven. */
    private int remaining(int before, Signal.Eject eject, long now) {
        int begun = lastBegin(before);
        if (begun < 0) return 0;
        Ejection last = made(begun);
        int ended = begun + 1;
        while (!ends(ended)) ended++;
        long inService = now - history.get(ended).at;
        int left = last.count;
        for (int n = 1;
                left > 0 && inService >= n * last.nanos && eject.goodCalls() >= (long) n * eject.forgiveAfter();
                n++) {
            left--;
        }
        return left;
    }

    /** How many ejections still lengthen the next one. */
    int count() {
        int begun = lastBegin(history.size());
        return begun < 0 ? 0 : made(begun).count;
    }

    /** Why the member should be out although it is in, or null. */
    Evidence spared() {
        Evidence evidence = null;
        for (int i = 0; i < history.size(); i++) {
            Event event = history.get(i);
            boolean mayBe = event.operatorBefore == Operator.READY && !event.ejectedBefore;
            if (event.signal instanceof Signal.Spare spare && mayBe && evidence == null) evidence = spare.evidence();
            boolean moved = event.signal instanceof Signal.Operate operate && operate.verdict() != event.operatorBefore;
            if (event.signal instanceof Signal.Redeemed || moved || begins(i)) evidence = null;
        }
        return evidence;
    }

    // ---- all three

    Status status() {
        if (operator() == Operator.MAINTENANCE) return Status.MAINTENANCE;
        if (operator() == Operator.DRAINING) return Status.DRAINING;
        Probes.Verdict verdict = verdict();
        if (verdict == Probes.Verdict.STARTING) return Status.STARTING;
        if (verdict == Probes.Verdict.FAILING) return Status.UNHEALTHY;
        return ejection() != null ? Status.EJECTED : Status.HEALTHY;
    }

    long since() {
        int i = statuses.size() - 1;
        while (i > 0 && statuses.get(i) == statuses.get(i - 1)) i--;
        Status first = starting ? Status.STARTING : Status.HEALTHY;
        return i < 0 || (i == 0 && statuses.get(0) == first) ? born : history.get(i).at;
    }

    boolean serves(Floor.Level level) {
        if (operator() != Operator.READY || verdict() == Probes.Verdict.STARTING) return false;
        return switch (level) {
            case NORMAL -> verdict() != Probes.Verdict.FAILING && ejection() == null;
            case IGNORE_PROBES -> ejection() == null;
            case IGNORE_TRAFFIC -> true;
        };
    }
}
