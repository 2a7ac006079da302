package io.github.evenkeel.pool;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.evenkeel.health.Traffic;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Callers eject while the control plane settles: the budget of places, lowered and raised under their hands. */
public class EjectionStress {
    @JCStressTest
    @Description("Two members fail at once, and only one may go.")
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the first")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the second")
    @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "none: each saw that most of the others fail too")
    @Outcome(expect = FORBIDDEN, desc = "both, so that too few serve")
    @State
    public static class TwoForOnePlace {
        private final Trio trio = new Trio(2, () -> 42);

        @Actor
        public void one() {
            Rig.fault(trio.a);
        }

        @Actor
        public void two() {
            Rig.fault(trio.b);
        }

        @Arbiter
        public void look(ZZ_Result result) {
            result.r1 = trio.a.health().ejected();
            result.r2 = trio.b.health().ejected();
        }
    }

    @JCStressTest
    @Description("The operator takes b out, so that the budget is lowered and raised, while a caller ejects a.")
    @Outcome(id = "true, true, 1", expect = ACCEPTABLE, desc = "ejected, with its place, and c alone counts as serving")
    @Outcome(expect = FORBIDDEN, desc = "the place is lost, or the count is wrong")
    @State
    public static class SettleAgainstEjection {
        private final Trio trio = new Trio(1, () -> 42);

        @Actor
        public void eject() {
            Rig.fault(trio.a);
        }

        @Actor
        public void settle() {
            trio.control.commands().maintenance(trio.b.id(), true);
        }

        @Arbiter
        public void look(ZZI_Result result) {
            result.r1 = trio.a.health().ejected() && !trio.a.available();
            result.r2 = trio.placed(trio.a);
            result.r3 = trio.serving();
        }
    }

    @JCStressTest
    @Description(
            "b returns, so that the budget is raised, while a caller wants to eject a: two must serve at every instant.")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "too early: a is spared")
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "a goes, and b was open for calls before")
    @Outcome(expect = FORBIDDEN, desc = "a went before b was there")
    @State
    public static class ReturnAgainstEjection {
        private boolean there = true;
        private final Trio trio = new Trio(2, () -> {
            there = present();
            return 42;
        });

        private boolean watching;

        public ReturnAgainstEjection() {
            Rig.fault(trio.b);
            watching = true;
        }

        private boolean present() {
            return !watching || trio.b.available();
        }

        @Actor
        public void settle() {
            trio.control.commands().ready(trio.b.id());
        }

        @Actor
        public void eject() {
            Rig.fault(trio.a);
        }

        @Arbiter
        public void look(ZZ_Result result) {
            result.r1 = trio.a.health().ejected();
            result.r2 = there;
        }
    }

    @JCStressTest
    @Description("A member that may not go sees the last straw and a good answer at once: it must not stay spared.")
    @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "the good answer came first: one fault is no run")
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the good answer came last and redeemed it")
    @Outcome(expect = FORBIDDEN, desc = "spared, with no run of faults against it")
    @State
    public static class SpareAgainstGoodAnswer {
        private final Rig rig = new Rig();

        public SpareAgainstGoodAnswer() {
            Rig.fault(rig.member);
        }

        @Actor
        public void fault() {
            Rig.fault(rig.member);
        }

        @Actor
        public void good() {
            Rig.answered(rig.member, io.github.evenkeel.Outcome.SUCCESS);
        }

        @Arbiter
        public void look(ZZ_Result result) {
            result.r1 = rig.member.unblamed();
            result.r2 = rig.member.health().traffic() instanceof Traffic.Spared;
        }
    }
}
