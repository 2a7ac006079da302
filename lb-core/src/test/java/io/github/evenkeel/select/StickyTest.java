package io.github.evenkeel.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.CallContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(longs = {0, Long.MAX_VALUE - 500_000_000, Long.MIN_VALUE, -1})
class StickyTest {
    private static final long SECOND = 1_000_000_000;
    private static final CallContext ANN = CallContext.forKey("ann");

    private final long t;
    private final List<Fake> members = Fake.equal(5);
    private final Selector.Compiler compiler = compiler(Selectors.sticky(Selectors.random()));

    StickyTest(long start) {
        t = start;
    }

    private static Selector.Compiler compiler(Selector selector) {
        return selector.forPool(new SplittableRandom(1));
    }

    private Picker serving(List<Fake> available) {
        return compiler.compile(new Candidates(members, available));
    }

    private static CallContext key(int i) {
        return CallContext.forKey("key " + i);
    }

    /** Who has each of these keys now. */
    private List<Candidate> homes(Picker picker, int keys) {
        List<Candidate> homes = new ArrayList<>();
        for (int i = 0; i < keys; i++) homes.add(picker.pick(key(i), t));
        return homes;
    }

    private static long keys(List<Candidate> homes, Candidate member) {
        return homes.stream().filter(home -> home == member).count();
    }

    private List<Fake> without(Fake one) {
        return members.stream().filter(member -> member != one).toList();
    }

    @Test
    void aKeyStaysWhereItWasFirst() {
        Picker picker = serving(members);
        List<Candidate> first = homes(picker, 100);
        assertThat(first).contains(members.toArray(Fake[]::new));
        assertThat(homes(picker, 100)).isEqualTo(first);
        assertThat(homes(serving(members), 100)).as("through rotations").isEqualTo(first);
    }

    @Test
    void aKeyWhoseMemberIsOutMovesAndStaysMoved() {
        Picker picker = serving(members);
        Fake first = (Fake) picker.pick(ANN, t);
        first.available = false;
        Candidate second = picker.pick(ANN, t);
        assertThat(second).isNotSameAs(first);
        first.available = true;
        for (int i = 0; i < 20; i++) assertThat(picker.pick(ANN, t)).isSameAs(second);
    }

    @Test
    void aKeyNotUsedWhileItsMemberIsOutIsStillThere() {
        Candidate first = serving(members).pick(ANN, t);
        serving(without((Fake) first));
        assertThat(serving(members).pick(ANN, t)).isSameAs(first);
    }

    @Test
    void whoIsOutOfTheRotationGetsNoKeyThoughItsFlagIsStillUp() {
        Fake first = (Fake) serving(members).pick(ANN, t);
        assertThat(serving(without(first)).pick(ANN, t)).isNotSameAs(first);
    }

    @Test
    void aMemberThatAskedForAPauseLosesItsKeysUnlessAllDid() {
        Picker picker = serving(members);
        Fake first = (Fake) picker.pick(ANN, t);
        members.forEach(member -> member.heldOff = true);
        for (int i = 0; i < 20; i++) assertThat(picker.pick(ANN, t)).isSameAs(first);
        members.forEach(member -> member.heldOff = member == first);
        Candidate second = picker.pick(ANN, t);
        assertThat(second).isNotSameAs(first);
        first.heldOff = false;
        assertThat(picker.pick(ANN, t)).isSameAs(second);
    }

    @Test
    void aRetryGoesElsewhereAndTheKeyStays() {
        Picker picker = serving(members);
        Candidate first = picker.pick(ANN, t);
        for (int i = 0; i < 20; i++) {
            assertThat(picker.pick(ANN.withTried(first.id()), t)).isNotNull().isNotSameAs(first);
            assertThat(picker.pick(ANN, t)).isSameAs(first);
        }
    }

    @Test
    void withNobodyThereNothingIsRemembered() {
        members.forEach(member -> member.available = false);
        Picker picker = serving(members);
        assertThat(picker.pick(ANN, t)).isNull();
        assertThat(compiler.figures(t)).containsEntry("stickyKeys", 0L);
    }

    @Test
    void callsWithoutAKeyAreTheInnerStrategys() {
        Picker picker = compiler(Selectors.sticky(Selectors.leastConnections())).compile(Fake.all(members));
        members.forEach(member -> member.inFlight = member == members.get(3) ? 0 : 1);
        assertThat(picker.pick(CallContext.any(), t)).isSameAs(members.get(3));
    }

    // ---- what is remembered, and for how long

    @Test
    void aKeyIsForgottenAfterItsTimeWithoutACall() {
        Selector.Compiler brief = compiler(Selectors.sticky(Selectors.random()).forgetAfter(Duration.ofSeconds(10)));
        Picker picker = brief.compile(Fake.all(members));
        for (int i = 0; i < 100; i++) picker.pick(key(i), t);
        picker.pick(key(0), t + 5 * SECOND);
        assertThat(brief.figures(t + 10 * SECOND - 1)).containsEntry("stickyKeys", 100L);
        assertThat(brief.figures(t + 10 * SECOND)).containsEntry("stickyKeys", 1L);
        assertThat(brief.figures(t + 15 * SECOND)).containsEntry("stickyKeys", 0L);
    }

    @Test
    void theLatestCallTellsTheTime() {
        Selector.Compiler brief = compiler(Selectors.sticky(new Next()).forgetAfter(Duration.ofSeconds(10)));
        Picker picker = brief.compile(Fake.all(members));
        assertThat(picker.pick(ANN, t)).isSameAs(members.get(0));
        assertThat(picker.pick(ANN, t + 10 * SECOND - 1_000_000)).isSameAs(members.get(0));
        assertThat(picker.pick(ANN, t + 20 * SECOND - 1_000_000)).isSameAs(members.get(1));
    }

    @Test
    void noMoreKeysAreRememberedThanAllowed() {
        Selector.Compiler small = compiler(Selectors.sticky(Selectors.random()).atMost(50));
        Picker picker = small.compile(Fake.all(members));
        for (int i = 0; i < 1000; i++) assertThat(picker.pick(key(i), t)).isNotNull();
        assertThat(small.figures(t)).containsEntry("stickyKeys", 50L);
    }

    @Test
    void settingsAreCheckedAndNamed() {
        Sticky sticky = Selectors.sticky(Selectors.roundRobin());
        assertThat(sticky).hasToString("sticky for PT1H, at most 100000 keys, round robin");
        assertThatThrownBy(() -> sticky.atMost(0)).hasMessage("atMost: 0 (expected: >= 1)");
        assertThatThrownBy(() -> sticky.forgetAfter(Duration.ZERO)).hasMessage("forgetAfter: PT0S (expected: > 0)");
        assertThatThrownBy(() -> Selectors.sticky(null)).isInstanceOf(NullPointerException.class);
    }

    // ---- who leaves

    @Test
    void keysOfAMemberThatIsOutAreCountedOnceWhenItGoes() {
        List<Candidate> homes = homes(serving(members), 100);
        Fake out = members.get(2);
        serving(without(out));
        assertThat(compiler.displaced()).containsExactly(new Displaced(out, keys(homes, out), false));
        serving(without(out));
        assertThat(compiler.displaced()).isEmpty();
        serving(members);
        assertThat(compiler.displaced()).isEmpty();
    }

    @Test
    void keysOfAMemberThatLeavesAreDroppedAtOnce() {
        List<Candidate> homes = homes(serving(members), 100);
        Fake leaving = members.get(2);
        long lost = keys(homes, leaving);
        Picker picker = compiler.compile(Fake.all(without(leaving)));
        assertThat(compiler.displaced()).containsExactly(new Displaced(leaving, lost, true));
        assertThat(compiler.figures(t)).containsEntry("stickyKeys", 100 - lost);
        List<Candidate> after = homes(picker, 100);
        assertThat(after).doesNotContain(leaving);
        for (int i = 0; i < 100; i++) {
            if (homes.get(i) != leaving) assertThat(after.get(i)).isSameAs(homes.get(i));
        }
        // Another server of the same id inherits nothing.
        members.set(2, new Fake("m2", 1));
        assertThat(homes(serving(members), 100)).isEqualTo(after);
    }

    @Test
    void whatMovedIsCountedWhereItIs() {
        Picker picker = serving(members);
        homes(picker, 100);
        Fake out = members.get(0);
        Picker fewer = serving(without(out));
        List<Candidate> moved = homes(fewer, 100);
        compiler.compile(Fake.all(without(out)));
        assertThat(compiler.displaced()).as("none is left to drop").isEmpty();
        compiler.compile(Fake.all(members.subList(2, 5)));
        assertThat(compiler.displaced())
                .containsExactly(new Displaced(members.get(1), keys(moved, members.get(1)), true));
    }

    @Test
    void aStalePickerBringsNobodyBackToAMemberThatLeft() {
        Picker stale = serving(members);
        Fake leaving = members.get(0);
        compiler.compile(Fake.all(without(leaving)));
        for (int i = 0; i < 100; i++) stale.pick(key(i), t);
        long left = compiler.figures(t).get("stickyKeys");
        assertThat(left).isBetween(60L, 95L);
        assertThat(homes(compiler.compile(Fake.all(without(leaving))), 100)).doesNotContain(leaving);
    }

    @Test
    void figuresAndLossesOfTheInnerStrategyAreToldToo() {
        Selector.Compiler twice = compiler(Selectors.sticky(Selectors.sticky(Selectors.random())));
        List<Candidate> homes = homes(twice.compile(Fake.all(members)), 100);
        twice.compile(Fake.all(members.subList(1, 5)));
        Displaced loss = new Displaced(members.get(0), keys(homes, members.get(0)), true);
        assertThat(twice.displaced()).containsExactly(loss, loss);
        assertThat(twice.figures(t)).isEqualTo(Map.of("stickyKeys", 100 - loss.keys()));
        assertThat(twice.gauge()).isNull();
    }

    // ---- threads

    @Test
    void twoThreadsThatBringANewKeyAtOnceAgree() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Picker picker = serving(members);
            int keys = 20_000;
            CountDownLatch both = new CountDownLatch(2);
            Callable<List<Candidate>> client = () -> {
                both.countDown();
                assertThat(both.await(1, TimeUnit.MINUTES)).isTrue();
                return homes(picker, keys);
            };
            Future<List<Candidate>> one = threads.submit(client);
            Future<List<Candidate>> other = threads.submit(client);
            assertThat(one.get(1, TimeUnit.MINUTES)).isEqualTo(other.get(1, TimeUnit.MINUTES));
            List<Candidate> homes = homes(picker, keys);
            assertThat(one.get()).isEqualTo(homes);
            // And the counts came out right.
            compiler.compile(Fake.all(List.of()));
            assertThat(compiler.displaced())
                    .containsExactlyInAnyOrderElementsOf(members.stream()
                            .map(member -> new Displaced(member, keys(homes, member), true))
                            .toList());
        } finally {
            threads.shutdownNow();
        }
    }

    /** What happens in the middle of a pick: {@code meanwhile} runs between the look into the table and the choice, once. */
    private Picker interrupted(AtomicReference<Runnable> meanwhile) {
        Selector.Compiler compiler = compiler(Selectors.sticky(new Interrupted(new Next(), meanwhile)));
        return compiler.compile(Fake.all(members));
    }

    @Test
    void whoComesSecondWithANewKeyTakesTheHomeOfTheFirst() {
        AtomicReference<Runnable> meanwhile = new AtomicReference<>();
        Picker picker = interrupted(meanwhile);
        Candidate[] other = {null};
        meanwhile.set(() -> other[0] = picker.pick(ANN, t));
        assertThat(picker.pick(ANN, t)).isSameAs(members.get(0)).isSameAs(other[0]);
        assertThat(picker.pick(ANN, t)).isSameAs(members.get(0));
    }

    @Test
    void whoComesSecondWithAKeyThatMovesTakesTheNewHomeUnlessItWillNotDo() {
        AtomicReference<Runnable> meanwhile = new AtomicReference<>();
        Picker picker = interrupted(meanwhile);
        picker.pick(ANN, t);
        members.get(0).available = false;
        meanwhile.set(() -> assertThat(picker.pick(ANN, t)).isSameAs(members.get(1)));
        assertThat(picker.pick(ANN, t)).isSameAs(members.get(1));
        members.get(1).available = false;
        AtomicReference<Fake> moved = new AtomicReference<>();
        meanwhile.set(() -> {
            moved.set((Fake) picker.pick(ANN, t));
            moved.get().heldOff = true;
        });
        assertThat(picker.pick(ANN, t)).isNotSameAs(moved.get());
        moved.get().heldOff = false;
        assertThat(picker.pick(ANN, t)).as("that one time only").isSameAs(moved.get());
    }

    @Test
    void aMemberThatReturnsInTheMiddleOfAPickKeepsItsKey() {
        AtomicReference<Runnable> meanwhile = new AtomicReference<>();
        Picker picker = interrupted(meanwhile);
        members.subList(1, 5).forEach(member -> member.available = false);
        picker.pick(ANN, t);
        members.get(0).available = false;
        meanwhile.set(() -> members.get(0).available = true);
        assertThat(picker.pick(ANN, t)).isSameAs(members.get(0));
        assertThat(picker.pick(ANN, t)).isSameAs(members.get(0));
    }

    /** A strategy in whose pick something else happens first. */
    private record Interrupted(Selector inner, AtomicReference<Runnable> meanwhile) implements Selector {
        @Override
        public String name() {
            return "interrupted";
        }

        @Override
        public Compiler forPool(RandomGenerator random) {
            Compiler compiler = inner.forPool(random);
            return candidates -> {
                Picker picker = compiler.compile(candidates);
                return (context, now) -> {
                    Runnable first = meanwhile.getAndSet(null);
                    if (first != null) first.run();
                    return picker.pick(context, now);
                };
            };
        }
    }

    /** Each pick is the next member. */
    private record Next() implements Selector {
        @Override
        public String name() {
            return "next";
        }

        @Override
        public Compiler forPool(RandomGenerator random) {
            return WeightedRoundRobin.startingAt(0, random);
        }
    }
}
