package io.github.evenkeel.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.CallContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a bound is worth with real threads. A pick reads the calls in flight and the caller counts its own in a moment later: of T
 * threads that are between the two, each may add one to the same member without the others having seen it. So a member has at most c
 * × its fair share + 1 + (T − 1), its share taken of the most that can have been in flight.
 */
class BoundedLoadThreadsTest {
    private static final int MEMBERS = 5;
    private static final int THREADS = 2;
    private static final int OPEN = 50;
    private static final double BOUND = 1.25;

    /** Counts its calls as a pool's member does. */
    private record Counted(String id, AtomicInteger calls) implements Candidate {
        @Override
        public double weight() {
            return 1;
        }

        @Override
        public boolean available() {
            return true;
        }

        @Override
        public int inFlight() {
            return calls.get();
        }

        @Override
        public double penalty(long now) {
            return 0;
        }

        @Override
        public boolean heldOff(long now) {
            return false;
        }
    }

    static List<ConsistentHash> methods() {
        return List.of(Selectors.rendezvousHash(), Selectors.maglevHash(), Selectors.ringHash());
    }

    private final List<Counted> members = IntStream.range(0, MEMBERS)
            .mapToObj(i -> new Counted("m" + i, new AtomicInteger()))
            .toList();

    /** Each thread keeps its last 50 calls open, all of one key; the most it ever saw on one member. */
    private int most(ConsistentHash method) throws Exception {
        Picker picker = method.forPool(new SplittableRandom(1)).compile(new Candidates(members, members));
        CountDownLatch all = new CountDownLatch(THREADS);
        CallContext hot = CallContext.forKey("hot");
        Callable<Integer> client = () -> {
            Queue<Counted> open = new ArrayDeque<>();
            int most = 0;
            all.countDown();
            assertThat(all.await(1, TimeUnit.MINUTES)).isTrue();
            for (int i = 0; i < 200_000; i++) {
                if (open.size() == OPEN) open.remove().calls.getAndDecrement();
                Counted choice = (Counted) picker.pick(hot, i);
                most = Math.max(most, choice.calls.incrementAndGet());
                open.add(choice);
            }
            open.forEach(member -> member.calls.getAndDecrement());
            return most;
        };
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Integer>> clients = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) clients.add(threads.submit(client));
            int most = 0;
            for (Future<Integer> each : clients) most = Math.max(most, each.get(1, TimeUnit.MINUTES));
            return most;
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void noMemberIsAboveItsBoundByMoreThanTheOtherThreads(ConsistentHash method) throws Exception {
        // A pick sees at most the calls of both threads; to its own, not yet counted, the bound adds it.
        double bound = BOUND * (THREADS * OPEN) / MEMBERS + 1 + (THREADS - 1);
        assertThat((double) most(method.bounded(BOUND))).isLessThanOrEqualTo(bound);
        assertThat(members).allMatch(member -> member.inFlight() == 0);
    }

    /**
     * What a pick itself saw, whatever the other thread does: the member it chose has no more than c × the fair share of all calls, the one
     * to be placed included.
     */
    @ParameterizedTest
    @MethodSource("methods")
    void atThePickNoMemberIsAboveItsBoundUnderTwoThreads(ConsistentHash method) throws Exception {
        List<Looked> looked = IntStream.range(0, MEMBERS)
                .mapToObj(i -> new Looked(members.get(i), i))
                .toList();
        Picker picker = method.bounded(BOUND).forPool(new SplittableRandom(1)).compile(new Candidates(looked, looked));
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        CountDownLatch all = new CountDownLatch(THREADS);
        Callable<Integer> client = () -> {
            Queue<Looked> open = new ArrayDeque<>();
            Looks looks = Looked.LOOKS.get();
            int above = 0;
            all.countDown();
            assertThat(all.await(1, TimeUnit.MINUTES)).isTrue();
            for (int i = 0; i < 100_000; i++) {
                if (open.size() == OPEN) open.remove().member.calls.getAndDecrement();
                looks.count = 0;
                looks.all = 0;
                Looked choice = (Looked) picker.pick(CallContext.forKey("hot"), i);
                if (looks.last[choice.place] > BOUND * (looks.all + 1) / MEMBERS) above++;
                choice.member.calls.incrementAndGet();
                open.add(choice);
            }
            open.forEach(each -> each.member.calls.getAndDecrement());
            return above;
        };
        try {
            List<Future<Integer>> clients = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) clients.add(threads.submit(client));
            for (Future<Integer> each : clients)
                assertThat(each.get(1, TimeUnit.MINUTES)).isZero();
        } finally {
            threads.shutdownNow();
        }
    }

    /** What a thread was told of the calls in flight by its present pick: first all are counted, one look each. */
    private static final class Looks {
        private int count;
        private int all;
        private final int[] last = new int[MEMBERS];
    }

    /** Writes that down. */
    private record Looked(Counted member, int place) implements Candidate {
        static final ThreadLocal<Looks> LOOKS = ThreadLocal.withInitial(Looks::new);

        @Override
        public String id() {
            return member.id();
        }

        @Override
        public double weight() {
            return 1;
        }

        @Override
        public boolean available() {
            return true;
        }

        @Override
        public int inFlight() {
            Looks looks = LOOKS.get();
            int calls = member.inFlight();
            if (looks.count++ < MEMBERS) looks.all += calls;
            looks.last[place] = calls;
            return calls;
        }

        @Override
        public double penalty(long now) {
            return 0;
        }

        @Override
        public boolean heldOff(long now) {
            return false;
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void withoutABoundOneMemberHasThemAll(ConsistentHash method) throws Exception {
        assertThat(most(method)).isGreaterThanOrEqualTo(OPEN);
    }
}
