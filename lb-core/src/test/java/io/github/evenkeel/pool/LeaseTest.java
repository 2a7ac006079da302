package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.Outcome.Kind;
import io.github.evenkeel.health.OutlierDetection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(longs = {1, 2, 3})
class LeaseTest {
    private final Bench bench;

    LeaseTest(long seed) {
        bench = new Bench(seed, "a", "b");
    }

    @Test
    void theFirstOutcomeCountsAndTheFirstClose() {
        Lease lease = bench.open("a");
        assertThat(bench.member("a").inFlight()).isEqualTo(1);
        lease.responded(Outcome.SUCCESS);
        lease.responded(Bench.BAD);
        lease.failed(new IOException());
        assertThat(bench.member("a").inFlight()).isEqualTo(1);
        lease.close();
        lease.close();
        lease.responded(Bench.BAD);
        MemberStatus a = bench.member("a");
        assertThat(a.inFlight()).isZero();
        assertThat(a.calls()).isEqualTo(1);
        assertThat(a.outcomes()).containsEntry(Kind.SUCCESS, 1L).containsEntry(Kind.FAILURE, 0L);
        assertThat(a.unanswered()).isZero();
    }

    @Test
    void aCallClosedWithoutAnswerIsCountedAndJudgedAsNothing() {
        for (int i = 0; i < 10; i++) {
            Lease lease = bench.open("a");
            lease.close();
            lease.responded(Bench.BAD);
        }
        bench.time.runDue();
        assertThat(bench.member("a").unanswered()).isEqualTo(10);
        assertThat(bench.member("a").calls()).isZero();
        assertThat(bench.member("a").left()).isNull();
    }

    @Test
    void aDiscardedLeaseIsCountedOutAndLeavesNoTrace() {
        Lease lease = bench.open("a");
        assertThat(bench.member("a").inFlight()).isEqualTo(1);
        lease.discard();
        lease.responded(Outcome.FAILURE);
        lease.close();
        assertThat(bench.member("a").inFlight()).isZero();
        assertThat(bench.member("a").calls()).isZero();
        assertThat(bench.member("a").unanswered()).isZero();
    }

    @Test
    void aMemberMayBeAskedForByItsIdWhileItMayBeCalled() {
        Runnable nothing = () -> {};
        try (Lease lease = bench.pool.tryAcquire("b", nothing)) {
            assertThat(lease.backend().id()).isEqualTo("b");
            assertThat(bench.member("b").inFlight()).isEqualTo(1);
        }
        assertThat(bench.member("b").inFlight()).isZero();
        assertThat(bench.pool.tryAcquire("c", nothing)).isNull();
        bench.pool.maintenance("b");
        assertThat(bench.pool.tryAcquire("b", nothing)).isNull();
        bench.pool.ready("b");
        assertThat(bench.pool.tryAcquire("b", nothing)).isNotNull().satisfies(Lease::close);
        bench.pool.remove("b");
        assertThat(bench.pool.tryAcquire("b", nothing)).isNull();
        bench.pool.close();
        assertThat(bench.pool.tryAcquire("a", nothing)).isNull();
    }

    @Test
    void anAdapterFindsTheOpenCallsOfItsMember() {
        Runnable ours = () -> {};
        Lease first = bench.pool.tryAcquire("a", ours);
        Lease second = bench.open("a");
        Lease other = bench.open("b");
        OpenCalls calls = first.openCalls();
        List<Lease> open = new ArrayList<>();
        calls.forEach(open::add);
        assertThat(open).containsExactlyInAnyOrder(first, second);
        assertThat(first.revocation()).isSameAs(ours);
        assertThat(second.revocation()).isNull();
        assertThat(calls.more()).isTrue();
        second.close();
        bench.pool.forceDrain("a", Duration.ZERO);
        bench.time.runDue();
        assertThat(calls.more()).isFalse();
        assertThat(first.revocation()).isNull();
        open.clear();
        calls.forEach(open::add);
        assertThat(open).containsExactly(first);
        first.close();
        other.close();
    }

    @Test
    void anAdapterIsToldAMemberThatLeftFromTheNextOfItsId() {
        Lease first = bench.open("a");
        OpenCalls ofFirst = first.openCalls();
        bench.pool.maintenance("a");
        assertThat(ofFirst.memberGone()).isFalse();
        bench.pool.forceRemove("a");
        assertThat(ofFirst.memberGone()).isTrue();
        bench.pool.add(Bench.backend("a"));
        Lease second = bench.open("a");
        assertThat(second.openCalls().memberGone()).isFalse();
        assertThat(second.openCalls().more()).isTrue();
        assertThat(ofFirst.memberGone()).isTrue();
        assertThat(ofFirst.more()).isFalse();
        first.close();
        second.close();
    }

    @Test
    void whatAnAdapterCountsIsInTheStatus() {
        assertThat(bench.member("a").figures()).isEmpty();
        try (Lease lease = bench.open("a")) {
            lease.attachment(MemberFigures.class, () -> () -> Map.of("connects", 7L));
            lease.attachment(String.class, () -> "no figures");
        }
        assertThat(bench.member("a").figures()).containsExactly(Map.entry("connects", 7L));
        assertThat(bench.pool.status().toJson()).contains("\"figures\":{\"connects\":7}");
        Object made = bench.pool.attachment(Object.class, Object::new);
        assertThat(bench.pool.attachment(Object.class, Object::new)).isSameAs(made);
    }

    @Test
    void everyKindIsCounted() {
        Bench lenient = new Bench(1, builder -> builder.outlierDetection(OutlierDetection.off()), "a");
        for (Kind kind : Kind.values()) lenient.call("a", new Outcome(kind, 0, Duration.ZERO));
        assertThat(lenient.member("a").outcomes().values()).containsOnly(1L);
        assertThat(lenient.member("a").faults()).isEqualTo(6);
    }

    @Test
    void anExceptionBecomesItsOutcome() {
        try (Lease lease = bench.open("a")) {
            lease.failed(new IOException());
        }
        assertThat(bench.member("a").outcomes()).containsEntry(Kind.RESET, 1L);
    }

    @Test
    void latencyIsTheMeanTimeToGoodAnswers() {
        for (int i = 0; i < 500; i++) {
            try (Lease lease = bench.open("a")) {
                bench.time.advance(Duration.ofMillis(20));
                lease.responded(i % 2 == 0 ? Outcome.SUCCESS : Outcome.CLIENT_ERROR);
                bench.time.advance(Duration.ofMillis(500)); // the body is no latency
            }
        }
        assertThat(bench.member("a").latency()).isEqualTo(Duration.ofMillis(20));
        assertThat(bench.member("b").latency()).isZero();
        for (int i = 0; i < 300; i++) {
            try (Lease lease = bench.open("a")) {
                bench.time.advance(Duration.ofMillis(40));
                lease.responded(Outcome.SUCCESS);
            }
        }
        assertThat(bench.member("a").latency()).isBetween(Duration.ofMillis(39), Duration.ofMillis(40));
    }

    @Test
    void whatWasTriedIsAvoidedWhileAnotherIsThere() {
        CallContext context = CallContext.any().withTried("a");
        for (int i = 0; i < 100; i++) assertThat(bench.pick(context)).isEqualTo("b");
        bench.pool.maintenance("b");
        try (Lease lease = bench.pool.acquire(context)) {
            assertThat(lease.backend().id()).as("better again than none").isEqualTo("a");
        }
    }

    @Test
    void itSaysWhereItStands() {
        Lease lease = bench.open("a");
        assertThat(lease).hasToString("Lease[a (a:80)]");
        lease.responded(Outcome.SUCCESS);
        assertThat(lease).hasToString("Lease[a (a:80), answered]");
        lease.close();
        assertThat(lease).hasToString("Lease[a (a:80), closed]");
    }

    @Test
    void nullIsRefused() {
        try (Lease lease = bench.open("a")) {
            assertThatThrownBy(() -> lease.responded(null)).hasMessage("outcome: null (expected: a value)");
            assertThatThrownBy(() -> lease.failed(null)).hasMessage("failure: null (expected: a value)");
            assertThatThrownBy(() -> lease.onRevoked(null)).hasMessage("action: null (expected: a value)");
            assertThatThrownBy(() -> lease.attachment(null, () -> "")).hasMessage("type: null (expected: a value)");
            assertThatThrownBy(() -> lease.attachment(String.class, null)).hasMessage("make: null (expected: a value)");
            lease.responded(Outcome.SUCCESS);
        }
    }
}
