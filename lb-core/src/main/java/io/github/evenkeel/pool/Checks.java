package io.github.evenkeel.pool;

import io.github.evenkeel.Backend;
import io.github.evenkeel.Expect;
import io.github.evenkeel.health.MemberHealth;
import io.github.evenkeel.health.ProbeRules;
import io.github.evenkeel.health.ProbeState;
import io.github.evenkeel.health.Status;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The pool's end of running active checks: tells the observer who is to be probed, and takes what the probes saw. */
final class Checks {
    /** The tiniest addition keeps 0.7 - 0.5 from being less than 0.2. */
    private static final double TOLD_CHANGE = 0.2 - 1e-9;

    private final ProbeRules rules;
    private final ProbeObserver observer;
    private final Inspection inspection;
    private final Journal journal;
    private final Map<Member, Target> targets = new LinkedHashMap<>();

    Checks(ProbeRules rules, ProbeObserver observer, Inspection inspection, Journal journal) {
        this.rules = rules;
        this.observer = observer;
        this.inspection = inspection;
        this.journal = journal;
    }

    void join(Member member) {
        Target target = new Target(member);
        targets.put(member, target);
        tell(observer::joined, target);
    }

    void leave(Member member) {
        Target target = targets.remove(member);
        if (target != null) tell(observer::left, target);
    }

    void ejected(Member member) {
        Target target = targets.get(member);
        if (target != null) tell(observer::ejected, target);
    }

    /** After a failed probe: a member that joined and has never passed is told of once, when its grace is over. */
    void failed(Member member, long now) {
        Target target = targets.get(member);
        MemberHealth health = member.health();
        if (target == null || target.complained || health.status() != Status.STARTING) return;
        Duration since = Duration.ofNanos(now - health.since());
        if (since.compareTo(rules.startGrace()) < 0) return;
        target.complained = true;
        journal.stillStarting(member, since, health.probes());
    }

    /**
     * Whether a member's new share of its weight is worth telling, and following at once: where it leaves the whole or is whole again,
     * or is a fifth away from what was told last. Answers once.
     */
    boolean worthTelling(Member member, double share) {
        Target target = targets.get(member);
        if (target == null) return true;
        boolean whole = share == 1 || target.toldShare == 1;
        if (!whole && Math.abs(share - target.toldShare) < TOLD_CHANGE) return false;
        target.toldShare = share;
        return true;
    }

    List<String> warnings() {
        try {
            return List.copyOf(observer.warnings());
        } catch (RuntimeException | Error thrown) {
            journal.bug(thrown);
            return List.of();
        }
    }

    private void tell(Consumer<ProbeTarget> news, Target target) {
        try {
            news.accept(target);
        } catch (RuntimeException | Error thrown) {
            journal.bug(thrown);
        }
    }

    private final class Target implements ProbeTarget {
        private final Member member;
        private boolean complained;
        private double toldShare = 1;

        Target(Member member) {
            this.member = member;
        }

        @Override
        public Backend backend() {
            return member.backend();
        }

        @Override
        public ProbeState probes() {
            return member.health().probes();
        }

        @Override
        public void report(double share, String detail) {
            Expect.within("share", share, 0, 1);
            inspection.probed(Checks.this, member, share, detail == null ? "" : detail, rules);
        }

        @Override
        public String toString() {
            return "ProbeTarget[" + member + "]";
        }
    }
}
