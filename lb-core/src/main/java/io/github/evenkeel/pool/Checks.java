package io.github.evenkeel.pool;

import io.github.evenkeel.Backend;
import io.github.evenkeel.health.ProbeRules;
import io.github.evenkeel.health.Signal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The pool's end of running active checks: tells the observer who is to be probed, and takes what the probes saw. */
final class Checks {
    private final ProbeRules rules;
    private final ProbeObserver observer;
    private final ControlPlane control;
    private final Journal journal;
    private final Map<Member, Target> targets = new LinkedHashMap<>();

    Checks(ProbeRules rules, ProbeObserver observer, ControlPlane control, Journal journal) {
        this.rules = rules;
        this.observer = observer;
        this.control = control;
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

    private void tell(Consumer<ProbeTarget> news, Target target) {
        try {
            news.accept(target);
        } catch (RuntimeException | Error thrown) {
            journal.bug(thrown);
        }
    }

    private final class Target implements ProbeTarget {
        private final Member member;

        Target(Member member) {
            this.member = member;
        }

        @Override
        public Backend backend() {
            return member.backend();
        }

        @Override
        public void report(boolean good, String detail) {
            control.probed(Checks.this, member, new Signal.Probed(good, detail == null ? "" : detail, rules));
        }

        @Override
        public String toString() {
            return "ProbeTarget[" + member + "]";
        }
    }
}
