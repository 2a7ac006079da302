package io.github.evenkeel.pool;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.evenkeel.health.Floor.Level;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** The gate of a member: who enters, who closes, who opens. */
public class GateStress {
    @JCStressTest
    @Description("A call enters while a drain closes the gate and looks for calls in flight.")
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the call is in and the drain sees it")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the call is refused, the drain is over")
    @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "the drain looks once more when the refused call is out")
    @Outcome(id = "true, true", expect = FORBIDDEN, desc = "drained, with a call in flight")
    @State
    public static class EnterAgainstDrain {
        private final Rig rig = new Rig();

        @Actor
        public void call(ZZ_Result result) {
            result.r1 = rig.member.enter(0);
        }

        @Actor
        public void drain(ZZ_Result result) {
            rig.member.close();
            result.r2 = rig.member.inFlight() == 0;
        }
    }

    @JCStressTest
    @Description("The control plane opens for the health it sees while a caller ejects.")
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "ejected, and the gate is closed")
    @Outcome(expect = FORBIDDEN, desc = "opened over an ejection")
    @State
    public static class OpenAgainstEjection {
        private final Rig rig = new Rig();

        @Actor
        public void eject() {
            rig.member.take(Rig.eject(), 0);
            rig.member.close();
        }

        @Actor
        public void settle() {
            Serving.opened(rig.member, Level.NORMAL, false);
        }

        @Arbiter
        public void look(ZZ_Result result) {
            result.r1 = rig.member.health().ejected();
            result.r2 = rig.member.available();
        }
    }

    @JCStressTest
    @Description("Two callers see the last straw at once: the health is swapped by one of them.")
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the first one's")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the second one's")
    @Outcome(expect = FORBIDDEN, desc = "both or none")
    @State
    public static class TwoEjections {
        private final Rig rig = new Rig();

        @Actor
        public void one(ZZ_Result result) {
            result.r1 = !rig.member.take(Rig.eject(), 0).nothing();
        }

        @Actor
        public void two(ZZ_Result result) {
            result.r2 = !rig.member.take(Rig.eject(), 0).nothing();
        }
    }
}
