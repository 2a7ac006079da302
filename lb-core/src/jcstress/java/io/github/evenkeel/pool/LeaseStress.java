package io.github.evenkeel.pool;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.evenkeel.Outcome;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome.Outcomes;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** A lease whose ends come from two threads at once. */
public class LeaseStress {
    @JCStressTest
    @Description("Both answer and close: one answer is counted, one call is counted out.")
    @Outcomes({
        @org.openjdk.jcstress.annotations.Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "answered before any close"),
        @org.openjdk.jcstress.annotations.Outcome(expect = FORBIDDEN, desc = "lost or counted twice")
    })
    @State
    public static class Twice {
        private final Rig rig = new Rig();
        private final Lease lease = rig.lease();

        @Actor
        public void one() {
            lease.responded(Outcome.SUCCESS);
            lease.close();
        }

        @Actor
        public void two() {
            lease.responded(Outcome.SUCCESS);
            lease.close();
        }

        @Arbiter
        public void count(III_Result result) {
            result.r1 = (int) rig.counted(Outcome.Kind.SUCCESS);
            result.r2 = (int) rig.member.standing().counted(Standing.UNANSWERED);
            result.r3 = rig.member.inFlight();
        }
    }

    @JCStressTest
    @Description("One answers, another closes: answered or unanswered, never both, never neither.")
    @Outcomes({
        @org.openjdk.jcstress.annotations.Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "answered first"),
        @org.openjdk.jcstress.annotations.Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "closed first"),
        @org.openjdk.jcstress.annotations.Outcome(expect = FORBIDDEN, desc = "both or neither")
    })
    @State
    public static class AnswerAgainstClose {
        private final Rig rig = new Rig();
        private final Lease lease = rig.lease();

        @Actor
        public void answer() {
            lease.responded(Outcome.SUCCESS);
        }

        @Actor
        public void close() {
            lease.close();
        }

        @Arbiter
        public void count(III_Result result) {
            result.r1 = (int) rig.counted(Outcome.Kind.SUCCESS);
            result.r2 = (int) rig.member.standing().counted(Standing.UNANSWERED);
            result.r3 = rig.member.inFlight();
        }
    }

    @JCStressTest
    @Description("An action is registered while the lease is revoked: it runs exactly once.")
    @Outcomes({
        @org.openjdk.jcstress.annotations.Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "ran once"),
        @org.openjdk.jcstress.annotations.Outcome(expect = FORBIDDEN, desc = "lost or ran twice")
    })
    @State
    public static class RevocationAgainstRegistration {
        private final Rig rig = new Rig();
        private final Lease lease = rig.lease();
        private final AtomicInteger ran = new AtomicInteger();
        private boolean first;
        private boolean second;

        @Actor
        public void revoke() {
            first = lease.revoke();
            second = lease.revoke();
        }

        @Actor
        public void register() {
            lease.onRevoked(ran::incrementAndGet);
        }

        @Arbiter
        public void count(III_Result result) {
            result.r1 = ran.get();
            result.r2 = first ? 1 : 0;
            result.r3 = second ? 1 : 0;
        }
    }
}
