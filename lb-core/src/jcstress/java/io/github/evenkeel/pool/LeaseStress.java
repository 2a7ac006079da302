package io.github.evenkeel.pool;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** A lease whose ends come from two threads at once. */
public class LeaseStress {
    @JCStressTest
    @Description("Both answer and close: one answer is counted, one call is counted out.")
    @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "answered before any close")
    @Outcome(expect = FORBIDDEN, desc = "lost or counted twice")
    @State
    public static class Twice {
        private final Rig rig = new Rig();
        private final Lease lease = rig.lease();

        @Actor
        public void one() {
            Rig.answer(lease);
            lease.close();
        }

        @Actor
        public void two() {
            Rig.answer(lease);
            lease.close();
        }

        @Arbiter
        public void count(III_Result result) {
            result.r1 = rig.answered();
            result.r2 = rig.unanswered();
            result.r3 = rig.member.inFlight();
        }
    }

    @JCStressTest
    @Description("One answers, another closes: answered or unanswered, never both, never neither.")
    @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "answered first")
    @Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "closed first")
    @Outcome(expect = FORBIDDEN, desc = "both or neither")
    @State
    public static class AnswerAgainstClose {
        private final Rig rig = new Rig();
        private final Lease lease = rig.lease();

        @Actor
        public void answer() {
            Rig.answer(lease);
        }

        @Actor
        public void close() {
            lease.close();
        }

        @Arbiter
        public void count(III_Result result) {
            result.r1 = rig.answered();
            result.r2 = rig.unanswered();
            result.r3 = rig.member.inFlight();
        }
    }

    @JCStressTest
    @Description("An action is registered while the lease is revoked: it runs exactly once.")
    @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "ran once")
    @Outcome(expect = FORBIDDEN, desc = "lost or ran twice")
    @State
    public static class RevocationAgainstRegistration {
        private final Rig rig = new Rig();
        private final Lease lease = rig.lease();
        private final AtomicInteger ran = new AtomicInteger();
        private boolean first;
        private boolean second;

        @Actor
        public void revoke() {
            first = lease.revoke(Runnable::run);
            second = lease.revoke(Runnable::run);
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
