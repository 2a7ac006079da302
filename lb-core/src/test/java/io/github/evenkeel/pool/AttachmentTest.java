package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.NoBackendAvailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class AttachmentTest {
    private static final int THREADS = 4;
    private static final int MEMBERS = 2_000;

    private final AtomicInteger made = new AtomicInteger();

    private static final class One {}

    private static final class Other {}

    private static List<Lease> leases(int members) {
        String[] ids = new String[members];
        for (int i = 0; i < members; i++) ids[i] = "m" + i;
        Bench bench = new Bench(1, ids);
        List<Lease> leases = new ArrayList<>();
        for (String id : ids) leases.add(bench.pool.tryAcquire(id, () -> {}));
        return leases;
    }

    @SuppressWarnings("ThreadPriorityCheck")
    private <T> T counted(T attachment) {
        made.incrementAndGet();
        Thread.yield(); // so that others come who find nothing yet
        return attachment;
    }

    @Test
    void whoeverAsksAtOnceItIsMadeOnceAndAllGetTheSame() throws Exception {
        List<Lease> leases = leases(MEMBERS);
        List<List<Object>> got = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) got.add(new ArrayList<>());
        CyclicBarrier next = new CyclicBarrier(THREADS);
        new Crowd()
                .with(THREADS, number -> {
                    for (Lease lease : leases) {
                        await(next);
                        got.get(number).add(lease.attachment(One.class, () -> counted(new One())));
                        got.get(number).add(lease.attachment(Other.class, () -> counted(new Other())));
                    }
                })
                .run();
        assertThat(made).hasValue(2 * MEMBERS);
        assertThat(got).allMatch(got.get(0)::equals);
        assertThat(got.get(0)).doesNotHaveDuplicates().hasSize(2 * MEMBERS);
    }

    private static void await(CyclicBarrier all) {
        try {
            all.await(1, TimeUnit.MINUTES);
        } catch (Exception broken) {
            throw new AssertionError(broken);
        }
    }

    @Test
    void whatMakesItMayAskForOthersOfTheMember() {
        Lease lease = leases(1).get(0);
        One one = lease.attachment(One.class, () -> {
            lease.attachment(Other.class, () -> counted(new Other()));
            return counted(new One());
        });
        assertThat(lease.attachment(One.class, () -> counted(new One()))).isSameAs(one);
        lease.attachment(Other.class, () -> counted(new Other()));
        assertThat(made).hasValue(2);
    }

    @Test
    void afterAFailureToMakeItTheNextMakesIt() {
        Lease lease = leases(1).get(0);
        IllegalStateException failure = new IllegalStateException("not yet");
        assertThatThrownBy(() -> lease.attachment(One.class, () -> {
                    lease.attachment(Other.class, () -> counted(new Other()));
                    throw failure;
                }))
                .isSameAs(failure);
        assertThatThrownBy(() -> lease.attachment(One.class, () -> null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("make.get(): null (expected: a value)");
        One one = lease.attachment(One.class, () -> counted(new One()));
        assertThat(lease.attachment(One.class, () -> counted(new One()))).isSameAs(one);
        lease.attachment(Other.class, () -> counted(new Other()));
        assertThat(made).hasValue(2);
    }

    private static Bench counting(MemberFigures figures) {
        Bench bench = new Bench(1, "a");
        try (Lease lease = bench.open("a")) {
            lease.attachment(MemberFigures.class, () -> figures);
        }
        return bench;
    }

    @Test
    void figuresAreNeverAskedForByWhoMakesCalls() {
        AtomicInteger asked = new AtomicInteger();
        Bench bench = counting(() -> Map.of("asked", (long) asked.incrementAndGet()));
        bench.pool.forceMaintenance("a");
        assertThatThrownBy(() -> bench.pool.acquire(CallContext.any()))
                .isInstanceOf(NoBackendAvailableException.class)
                .hasMessageContaining("MAINTENANCE (by the operator)");
        assertThat(asked).hasValue(0);
        assertThat(bench.member("a").figures()).containsEntry("asked", 1L);
    }

    @Test
    void figuresThatThrowDoNotTakeTheStatusWithThem() {
        Bench bench = counting(() -> {
            throw new AssertionError("on purpose");
        });
        try (Lease lease = bench.open("a")) {
            lease.attachment(Counting.class, () -> () -> Map.of("connects", 1L));
        }
        assertThat(bench.member("a").figures()).containsOnlyKeys("connects");
    }

    private interface Counting extends MemberFigures {}
}
