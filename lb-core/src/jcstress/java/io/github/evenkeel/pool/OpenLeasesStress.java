package io.github.evenkeel.pool;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** The stacks of open leases: what is live stays reachable, whatever ends or is swept beside it. */
public class OpenLeasesStress {
    private static int reachable(Rig rig) {
        int[] found = new int[1];
        rig.control.open().forEach(rig.member, lease -> found[0]++);
        return found[0];
    }

    @JCStressTest
    @Description("Three leases are there; the top and the middle end while a sweep and a push go on.")
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "the bottom and the new one")
    @Outcome(expect = FORBIDDEN, desc = "a live one is lost, or an ended one counts as live")
    @State
    public static class EndAgainstSweepAndPush {
        private final Rig rig = new Rig();
        private final Lease bottom = rig.lease();
        private final Lease middle = rig.lease();
        private final Lease top = rig.lease();
        private Lease pushed = bottom;

        @Actor
        public void endTop() {
            top.close();
        }

        @Actor
        public void endMiddle() {
            middle.close();
        }

        @Actor
        public void sweep() {
            rig.control.open().sweep();
        }

        @Actor
        public void push() {
            pushed = rig.lease();
        }

        @Arbiter
        public void look(I_Result result) {
            result.r1 = reachable(rig);
            bottom.close(); // and so was strongly reachable until here
            pushed.close();
        }
    }

    @JCStressTest
    @Description("A drain's time-out walks while a lease is pushed: it sees a lease whole or not at all.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "came too late; the next walk finds it")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "found with all its fields")
    @Outcome(expect = FORBIDDEN, desc = "found half made, or lost")
    @State
    public static class PublicationOfAHandle {
        private final Rig rig = new Rig();
        private Lease pushed;

        @Actor
        public void push() {
            pushed = rig.lease();
        }

        @Actor
        public void walk(II_Result result) {
            int[] found = new int[1];
            rig.control
                    .open()
                    .forEach(rig.member, lease -> found[0] += lease.backend().port() == 80 ? 1 : 100);
            result.r1 = found[0];
        }

        @Arbiter
        public void look(II_Result result) {
            result.r2 = reachable(rig);
            pushed.close();
        }
    }
}
