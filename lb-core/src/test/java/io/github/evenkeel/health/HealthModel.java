package io.github.evenkeel.health;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The rules of a member's health told a second time, slowly: it keeps every signal and answers each question by scanning them. It
 * shares nothing with {@link MemberHealth} but the words.
 */
final class HealthModel {
    private record Event(
            Signal signal,
            long at,
            boolean outBefore,
            Trial trialBefore,
            Status statusBefore,
            long sinceBefore,
            Operator operatorBefore) {}

    private final boolean starting;
    private final long born;
    private final List<Event> history = new ArrayList<>();
    private final List<Status> statuses = new ArrayList<>();
    private final Set<Integer> forNothing = new HashSet<>(); // ejections by their first signal, as if they had not been
    private List<Seen> seen; // until the next signal, for these take long to work out
    private List<Spell> spells;
    private final Map<Integer, Ejection> made = new HashMap<>(); // by their first signal; worked out once

    HealthModel(boolean starting, long born) {
        this.starting = starting;
        this.born = born;
    }

    void take(Signal signal, long now) {
        int last = lastBegin(history.size());
        boolean ejected = out() && trial() == null && history.get(last).signal instanceof Signal.Eject;
        history.add(new Event(signal, now, out(), trial(), status(), since(), operator()));
        if (signal instanceof Signal.Absolve && ejected) forNothing.add(last);
        seen = null;
        spells = null;
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

    /** A probe and the place of its signal in the history. */
    private record Seen(Signal.Probed probe, long at, int place) {}

    /** The probes since checks were last stopped; without those before the first good one if the member was starting. */
    private List<Seen> probes() {
        if (seen == null) seen = scanned();
        return seen;
    }

    private List<Seen> scanned() {
        List<Seen> probes = new ArrayList<>();
        boolean waits = starting;
        for (int i = 0; i < history.size(); i++) {
            Event event = history.get(i);
            if (event.signal instanceof Signal.ChecksStopped) {
                probes.clear();
                waits = false;
            }
            if (event.signal instanceof Signal.Probed probe) {
                if (waits && probe.good()) {
                    probes.clear();
                    waits = false;
                }
                probes.add(new Seen(probe, event.at, i));
            }
        }
        return probes;
    }

    /**
     * A spell of failing.
     *
     * @param out   failings in succession, with this one
     * @param hold  how long the member must be good, nanoseconds
     * @param first the number of the probe that began it
     * @param last  of the one that ended it, or -1
     */
    private record Spell(int out, long hold, int first, int last) {}

    private List<Spell> spells() {
        if (spells == null) spells = told();
        return spells;
    }

    private List<Spell> told() {
        List<Seen> probes = probes();
        List<Spell> spells = new ArrayList<>();
        if (waits()) return spells;
        int next = 0;
        while (true) {
            int first = next;
            while (first < probes.size() && !reaches(probes, first, false)) first++;
            if (first == probes.size()) return spells;
            Spell spell = begun(probes, first, spells);
            int last = first + 1;
            while (last < probes.size() && !returns(probes, spell, last)) last++;
            if (last == probes.size()) {
                spells.add(spell);
                return spells;
            }
            spells.add(new Spell(spell.out, spell.hold, first, last));
            next = last + 1;
        }
    }

    private boolean returns(List<Seen> probes, Spell spell, int i) {
        boolean inPanic = !probes.get(i).probe().counts();
        return reaches(probes, i, true) && (inPanic || !held(probes, spell, i));
    }

    private static Spell begun(List<Seen> probes, int first, List<Spell> before) {
        Signal.Probed probe = probes.get(first).probe();
        Backoff rule = probe.rules().hold();
        int out = 0;
        if (!before.isEmpty()) {
            Spell previous = before.get(before.size() - 1);
            out = previous.out;
            long well = probes.get(first).at() - probes.get(previous.last).at();
            for (long n = 1; out > 0 && well >= n * rule.max().toNanos(); n++) out--;
        }
        if (probe.counts()) out++;
        if (out < 2) return new Spell(out, 0, first, -1);
        long millis = rule.base().toMillis();
        for (int n = 2; n < out; n++) millis = Math.min(2 * millis, rule.max().toMillis());
        long nanos = millis * 1_000_000;
        return new Spell(out, nanos + (long) (nanos * rule.jitter() * probe.chance()), first, -1);
    }

    private static boolean reaches(List<Seen> probes, int i, boolean good) {
        ProbeRules rules = probes.get(i).probe().rules();
        return run(probes, i, good) >= (good ? rules.healthyAfter() : rules.unhealthyAfter());
    }

    /** The last probe up to this one that would have put the member out. */
    private static int lastBad(List<Seen> probes, int i) {
        int bad = i;
        while (probes.get(bad).probe().good() || !reaches(probes, bad, false)) bad--;
        return bad;
    }

    /** True if good probes up to this one are not enough: what put it out is too near, and the operator has not vouched. */
    private boolean held(List<Seen> probes, Spell spell, int i) {
        int bad = lastBad(probes, i);
        return probes.get(i).at() - probes.get(bad).at() < spell.hold
                && !vouched(probes.get(spell.first).place(), probes.get(i).place());
    }

    private boolean vouched(int from, int to) {
        return history.subList(from, to).stream()
                .anyMatch(
                        event -> event.signal instanceof Signal.Operate operate && operate.verdict() == Operator.READY);
    }

    /** How often it failed in succession. */
    int flaps() {
        List<Spell> spells = spells();
        return spells.isEmpty() ? 0 : spells.get(spells.size() - 1).out;
    }

    /** True if it fails and good probes would not be enough now. */
    boolean held(long now) {
        List<Spell> spells = spells();
        if (verdict() != ProbeState.Verdict.FAILING) return false;
        Spell spell = spells.get(spells.size() - 1);
        List<Seen> probes = probes();
        int bad = lastBad(probes, probes.size() - 1);
        return now - probes.get(bad).at() < spell.hold
                && !vouched(probes.get(spell.first).place(), history.size());
    }

    /** What the good probes asked for, small changes left out. */
    double share() {
        double share = 1;
        for (Seen seen : probes()) {
            double said = seen.probe().share();
            if (said == 1 || (said > 0 && Math.abs(said - share) >= 0.05)) share = said;
        }
        return share;
    }

    ProbeState.Verdict verdict() {
        if (waits()) return ProbeState.Verdict.STARTING;
        List<Spell> spells = spells();
        if (!spells.isEmpty() && spells.get(spells.size() - 1).last < 0) return ProbeState.Verdict.FAILING;
        return answered() ? ProbeState.Verdict.PASSING : ProbeState.Verdict.UNCHECKED;
    }

    private boolean answered() {
        return probes().stream().anyMatch(seen -> seen.probe().good());
    }

    /** True for a member that joined and has not passed yet. */
    private boolean waits() {
        boolean stopped = history.stream().anyMatch(event -> event.signal instanceof Signal.ChecksStopped);
        return starting && !stopped && !answered();
    }

    int inARow(boolean good) {
        List<Seen> probes = probes();
        return run(probes, probes.size() - 1, good);
    }

    /** How many in a row were like this, up to and with number {@code last}. */
    private static int run(List<Seen> probes, int last, boolean good) {
        int first = last;
        while (first >= 0 && probes.get(first).probe().good() == good) first--;
        return last - first;
    }

    // ---- the traffic's voice

    /** An ejection: the back-off it stands at, when it began and how long it is. */
    record Ejection(int count, long from, long nanos, Evidence evidence) {}

    /** A trial: the good calls in a row, and the number of the permit that is out, or null. */
    record Trial(int good, Long permit) {}

    /** True while an ejection or the trial after it keeps the member out. */
    boolean out() {
        int begun = lastBegin(history.size());
        return begun >= 0 && end(begun) < 0;
    }

    /** The ejection in force, or null. */
    Ejection ejection() {
        int begun = lastBegin(history.size());
        return out() && trialFrom(begun) < 0 ? made(begun) : null;
    }

    /** The trial in force, or null. */
    Trial trial() {
        int begun = lastBegin(history.size());
        return out() && trialFrom(begun) >= 0 ? trial(begun, history.size()) : null;
    }

    private boolean begins(int i) {
        Event event = history.get(i);
        if (event.signal instanceof Signal.Failed failed) {
            if (event.trialBefore == null) return false;
            return Objects.equals(event.trialBefore.permit(), failed.permit()) || late(i, failed.permit());
        }
        return event.signal instanceof Signal.Eject && !event.outBefore && event.operatorBefore == Operator.READY;
    }

    /** True if signal number i is of a permit that was given since the member is shown as on trial, and has expired. */
    private boolean late(int i, long permit) {
        Event event = history.get(i);
        if (event.statusBefore != Status.TRIAL || event.at - permit < 0) return false;
        long patience = eject(lastBegin(i)).trial().patience().toNanos();
        for (int given = i - 1; given >= 0; given--) {
            Event then = history.get(given);
            Trial made = history.get(given + 1).trialBefore;
            boolean has = made != null && Objects.equals(made.permit(), permit);
            boolean gave = then.signal instanceof Signal.Try && has && then.at + patience == permit;
            if (gave && then.at - event.sinceBefore >= 0) return true;
        }
        return false;
    }

    /** The tick that began the trial of the ejection that signal number {@code begun} began; -1 if none did. */
    private int trialFrom(int begun) {
        int tick = over(begun);
        return tick >= 0 && eject(begun).trial().goodCalls() > 0 ? tick : -1;
    }

    /** The first tick after the time of an ejection, unless something else ended it before; -1 if there is none. */
    private int over(int begun) {
        for (int i = begun + 1; i < history.size(); i++) {
            Event event = history.get(i);
            if (event.signal instanceof Signal.Operate) return -1;
            if (event.signal instanceof Signal.Tick && event.at - history.get(begun).at >= made(begun).nanos) return i;
        }
        return -1;
    }

    /** The trial as it was before signal number {@code until}. */
    private Trial trial(int begun, int until) {
        int good = 0;
        Long permit = null;
        TrialRules rules = eject(begun).trial();
        for (int i = trialFrom(begun) + 1; i < until; i++) {
            Event event = history.get(i);
            boolean free = permit == null || event.at - permit >= 0;
            if (event.signal instanceof Signal.Try && free && event.statusBefore == Status.TRIAL) {
                if (permit != null) good = 0;
                permit = event.at + rules.patience().toNanos();
            } else if (event.signal instanceof Signal.Passed passed && permit != null && passed.permit() == permit) {
                good = event.at - permit < 0 ? good + 1 : 1;
                permit = null;
            } else if (event.signal instanceof Signal.Unjudged none && permit != null && none.permit() == permit) {
                if (event.at - permit >= 0) good = 0;
                permit = null;
            }
        }
        return new Trial(good, permit);
    }

    /** The signal that brought the member back from the ejection that number {@code begun} began; -1 if it is out. */
    private int end(int begun) {
        int tick = over(begun);
        int trial = trialFrom(begun);
        for (int i = begun + 1; i < history.size(); i++) {
            if (history.get(i).signal instanceof Signal.Operate) return i;
            if (trial < 0 && i == tick) return i;
            boolean maybe = trial >= 0 && i > trial && history.get(i).signal instanceof Signal.Passed;
            if (maybe && trial(begun, i + 1).good() == eject(begun).trial().goodCalls()) return i;
        }
        return -1;
    }

    private Signal.Eject eject(int begun) {
        Signal signal = history.get(begun).signal;
        return signal instanceof Signal.Failed failed ? failed.eject() : (Signal.Eject) signal;
    }

    private int lastBegin(int before) {
        int i = before - 1;
        while (i >= 0 && (!begins(i) || forNothing.contains(i))) i--;
        return i;
    }

    /** The ejection that signal number i began; all before it are worked out anew. */
    private Ejection made(int i) {
        if (!made.containsKey(i)) made.put(i, making(i));
        return made.get(i);
    }

    private Ejection making(int i) {
        Event event = history.get(i);
        Signal.Eject eject = eject(i);
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
        if (history.get(before).signal instanceof Signal.Failed) return last.count; // it was not in service
        long inService = now - history.get(end(begun)).at;
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
            boolean mayBe = event.operatorBefore == Operator.READY && !event.outBefore;
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
        ProbeState.Verdict verdict = verdict();
        if (verdict == ProbeState.Verdict.STARTING) return Status.STARTING;
        if (verdict == ProbeState.Verdict.FAILING) return Status.UNHEALTHY;
        if (trial() != null) return Status.TRIAL;
        return ejection() != null ? Status.EJECTED : Status.HEALTHY;
    }

    long since() {
        int i = statuses.size() - 1;
        while (i > 0 && statuses.get(i) == statuses.get(i - 1)) i--;
        Status first = starting ? Status.STARTING : Status.HEALTHY;
        return i < 0 || (i == 0 && statuses.get(0) == first) ? born : history.get(i).at;
    }

    boolean serves(Floor.Level level) {
        if (operator() != Operator.READY || verdict() == ProbeState.Verdict.STARTING) return false;
        return switch (level) {
            case NORMAL -> verdict() != ProbeState.Verdict.FAILING && !out();
            case IGNORE_PROBES -> !out();
            case IGNORE_TRAFFIC -> true;
        };
    }
}
