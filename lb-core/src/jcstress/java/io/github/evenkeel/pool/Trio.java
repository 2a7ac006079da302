package io.github.evenkeel.pool;

import io.github.evenkeel.Backend;
import io.github.evenkeel.health.Floor;
import java.util.List;
import java.util.random.RandomGenerator;

/** A control plane with three members that serve; a and b have failed once, and go with their next fault if enough others serve. */
final class Trio {
    final ControlPlane control;
    final Member a;
    final Member b;
    final Member c;

    /**
     * @param minimum so many must serve
     * @param random  an ejection draws from it once, right after it has reserved its place
     */
    Trio(int minimum, RandomGenerator random) {
        control = Rig.control(new Floor(0, minimum, false), random);
        control.start(List.of(Backend.of("a", 80), Backend.of("b", 80), Backend.of("c", 80)));
        var members = control.rotation().candidates().all();
        a = (Member) members.get(0);
        b = (Member) members.get(1);
        c = (Member) members.get(2);
        Rig.fault(a);
        Rig.fault(b);
    }

    boolean placed(Member member) {
        return control.ejector().budget().out().contains(member);
    }

    int serving() {
        return control.ejector().budget().serving();
    }
}
