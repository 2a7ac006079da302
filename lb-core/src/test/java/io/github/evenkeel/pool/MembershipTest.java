package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.Backend;
import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.Status;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(longs = {1, 2, 3})
class MembershipTest {
    private final long seed;
    private final Bench bench;
    private final BackendPool pool;

    MembershipTest(long seed) {
        this.seed = seed;
        bench = new Bench(seed, "a", "b", "c");
        pool = bench.pool;
    }

    @Test
    void anAddedBackendServesAtOnce() {
        pool.add(Bench.backend("d"));
        assertThat(bench.picked()).containsExactly("a", "b", "c", "d");
        assertThat(bench.events(PoolEvent.MemberJoined.class))
                .singleElement()
                .isEqualTo(new PoolEvent.MemberJoined("orders", bench.time.now(), Bench.backend("d"), Status.HEALTHY));
    }

    @Test
    void aMemberRemovedAndAddedAgainKeepsNothing() {
        Object attachment;
        try (Lease lease = bench.open("a")) {
            attachment = lease.attachment(Object.class, Object::new);
            assertThat(lease.attachment(Object.class, Object::new)).isSameAs(attachment);
            lease.responded(Outcome.SUCCESS);
        }
        bench.eject("a");
        pool.remove("a");
        pool.add(Bench.backend("a"));
        MemberStatus fresh = bench.member("a");
        assertThat(fresh.status()).isEqualTo(Status.HEALTHY);
        assertThat(fresh.calls()).isZero();
        assertThat(fresh.ejections()).isZero();
        assertThat(fresh.latency()).isZero();
        bench.calls("a", 4, Bench.BAD);
        pool.remove("a");
        pool.add(Bench.backend("a"));
        bench.calls("a", 4, Bench.BAD);
        bench.time.advance(Duration.ofMinutes(1)); // also past the end of the first life's ejection
        assertThat(bench.member("a").status()).isEqualTo(Status.HEALTHY);
        try (Lease lease = bench.open("a")) {
            assertThat(lease.attachment(Object.class, Object::new)).isNotSameAs(attachment);
        }
    }

    @Test
    void aCallOfTheFirstLifeSaysNothingAboutTheSecond() {
        Lease old = bench.open("a");
        pool.remove("a");
        pool.add(Bench.backend("a"));
        old.responded(Bench.BAD);
        assertThat(pool.status().members().get(2).inFlight()).isZero();
        old.close();
        bench.time.runDue();
        assertThat(pool.status().members()).hasSize(3);
        assertThat(bench.member("a").calls()).isZero();
        assertThat(bench.member("a").inFlight()).isZero();
    }

    @Test
    void anUpdateKeepsWhatIsKnownById() {
        Lease lease = bench.open("a");
        lease.responded(Bench.BAD);
        Backend heavier = Bench.backend("a").withWeight(3).withZone("eu");
        pool.update(List.of(heavier, Bench.backend("b"), Bench.backend("d")));
        assertThat(pool.backends()).containsExactly(heavier, Bench.backend("b"), Bench.backend("d"));
        assertThat(bench.member("a").inFlight()).isEqualTo(1);
        assertThat(bench.member("a").faults()).isEqualTo(1);
        assertThat(lease.backend()).isEqualTo(heavier);
        assertThat(bench.events(PoolEvent.MemberUpdated.class))
                .singleElement()
                .matches(
                        event -> event.after().equals(heavier) && event.before().equals(Bench.backend("a")));
        assertThat(bench.events(PoolEvent.MemberLeft.class))
                .singleElement()
                .matches(event -> event.backend().equals(Bench.backend("c")));
        assertThat(bench.events(PoolEvent.DrainEnded.class)).hasSize(1);
        lease.close();
        assertThat(bench.member("a").inFlight()).isZero();
    }

    @Test
    void aNewWeightCountsAtOnce() {
        pool.update(List.of(Bench.backend("a").withWeight(98), Bench.backend("b"), Bench.backend("c")));
        int heavy = 0;
        for (int i = 0; i < 1000; i++) {
            if (bench.pick(CallContext.any()).equals("a")) heavy++;
        }
        assertThat(heavy).isBetween(950, 1000); // 980 expected, sigma 4.4
    }

    @Test
    void weightsBeyondSinglePrecisionStillServe() {
        pool.update(List.of(
                Bench.backend("a").withWeight(Double.MAX_VALUE),
                Bench.backend("b").withWeight(Double.MAX_VALUE),
                Bench.backend("c").withWeight(Double.MIN_VALUE)));
        assertThat(bench.picked()).containsExactly("a", "b");
        pool.maintenance("a");
        pool.maintenance("b");
        pool.add(Bench.backend("d").withWeight(Double.MIN_VALUE));
        assertThat(bench.picked()).containsExactly("c", "d");
    }

    @Test
    void theSameIdAtAnotherAddressIsAnotherServer() {
        Lease old = bench.open("a");
        old.responded(Bench.BAD);
        Backend moved = Backend.of("elsewhere", 80).withId("a");
        pool.update(List.of(moved, Bench.backend("b"), Bench.backend("c")));
        assertThat(bench.member("a").backend()).isEqualTo(moved);
        assertThat(bench.member("a").calls()).isZero();
        assertThat(old.backend()).isEqualTo(Bench.backend("a"));
        old.close();
        bench.time.runDue();
        assertThat(pool.status().members()).hasSize(3);
    }

    @Test
    void anEmptyUpdateIsIgnoredUnlessWanted() {
        pool.update(List.of());
        assertThat(pool.backends()).hasSize(3);
        assertThat(bench.events(PoolEvent.UpdateIgnored.class))
                .singleElement()
                .matches(event -> event.why().equals("the list is empty; keeping 3 members"));
        Bench accepting = new Bench(seed, builder -> builder.acceptEmptyUpdates(true), "a");
        accepting.pool.update(List.of());
        assertThat(accepting.pool.backends()).isEmpty();
        assertThatThrownBy(() -> accepting.pool.acquire(CallContext.any()))
                .hasMessage("pool orders: no backend available: it has no members");
        assertThat(accepting.pool.status().toString()).startsWith("pool orders (adaptive): no members\n");
        accepting.pool.add(Bench.backend("b"));
        assertThat(accepting.picked()).containsExactly("b");
    }

    @Test
    void badCommandsAreNamed() {
        assertThatThrownBy(() -> pool.add(Bench.backend("a")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("id: a (expected: an id that is not yet a member of pool orders)");
        String members = "id: x (expected: a member of pool orders: a, b, c)";
        assertThatThrownBy(() -> pool.remove("x")).hasMessage(members);
        assertThatThrownBy(() -> pool.ready("x")).hasMessage(members);
        assertThatThrownBy(() -> pool.maintenance("x")).hasMessage(members);
        assertThatThrownBy(() -> pool.drain("x", Duration.ZERO)).hasMessage(members);
        assertThatThrownBy(() -> pool.drain("a", Duration.ofNanos(-1)))
                .hasMessage("timeout: PT-0.000000001S (expected: >= 0)");
        assertThatThrownBy(() -> pool.update(List.of(Bench.backend("d"), Bench.backend("d"))))
                .hasMessage("id: d (expected: ids that differ)");
        assertThat(pool.backends()).hasSize(3);
    }

    @Test
    void nullIsRefusedByName() {
        assertThatThrownBy(() -> pool.add(null)).hasMessage("backend: null (expected: a value)");
        assertThatThrownBy(() -> pool.update(null)).hasMessage("backends: null (expected: a value)");
        assertThatThrownBy(() -> pool.remove(null)).hasMessage("id: null (expected: a value)");
        assertThatThrownBy(() -> pool.ready(null)).hasMessage("id: null (expected: a value)");
        assertThatThrownBy(() -> pool.maintenance(null)).hasMessage("id: null (expected: a value)");
        assertThatThrownBy(() -> pool.drain(null, Duration.ZERO)).hasMessage("id: null (expected: a value)");
        assertThatThrownBy(() -> pool.drain("a", null)).hasMessage("timeout: null (expected: a value)");
        assertThatThrownBy(() -> pool.onEvent(null)).hasMessage("listener: null (expected: a value)");
        assertThatThrownBy(() -> pool.startChecks(null, null)).hasMessage("rules: null (expected: a value)");
    }
}
