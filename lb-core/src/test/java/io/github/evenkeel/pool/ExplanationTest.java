package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.NoBackendAvailableException;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.SlowStart;
import io.github.evenkeel.select.Selector;
import io.github.evenkeel.select.Selectors;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExplanationTest {
    private static final CallContext ANY = CallContext.any();

    private static Bench bench(Selector selector) {
        return new Bench(2, builder -> builder.selector(selector), "a", "b", "c");
    }

    @Test
    void itSaysWhoIsCheapestAndWhoIsExcludedAndWhy() {
        Bench bench = bench(Selectors.adaptive());
        bench.calls("c", 5, Bench.BAD);
        bench.time.runDue();
        Duration left = bench.member("c").left();
        bench.time.advance(left.minusSeconds(12));
        for (int i = 0; i < 3; i++) bench.open("b");
        Lease first = bench.open("a");
        assertThat(bench.pool.explain(ANY)).hasToString("would choose a: cost 2.0; b 4.0; c ejected, 12 s left");
        assertThat(bench.pool.explain(ANY.withTried("a")))
                .hasToString("would choose b: cost 4.0; a tried already; c ejected, 12 s left");
        first.close();
        bench.pool.maintenance("a");
        assertThat(bench.pool.explain(ANY))
                .hasToString("would choose b: cost 4.0; a maintenance; c ejected, 12 s left");
    }

    @Test
    void tiesAreUpToChance() {
        Explanation explained = bench(Selectors.leastConnections()).pool.explain(ANY);
        assertThat(explained).hasToString("one of a, b, c by chance or turn: a 1.0; b 1.0; c 1.0");
        assertThat(explained.certain()).isFalse();
    }

    @Test
    void whereSomeAreDrawnTheCheapestIsOnlyLikely() {
        Bench bench = bench(Selectors.powerOfTwoChoices());
        bench.open("a");
        bench.open("b");
        assertThat(bench.pool.explain(ANY)).hasToString("most likely c: cost 1.0; a 2.0; b 2.0");
    }

    @Test
    void aStrategyWithoutCostsNamesWhoIsLeft() {
        Bench bench = bench(Selectors.roundRobin());
        bench.pool.drain("c", Duration.ofSeconds(1));
        assertThat(bench.pool.explain(ANY)).hasToString("one of a, b by chance or turn: a; b; c draining");
    }

    @Test
    void aKeyIsFollowedToItsMemberWithoutMovingIt() {
        for (Selector selector : List.of(Selectors.consistentHash(), Selectors.sticky(Selectors.roundRobin()))) {
            Bench bench = bench(selector);
            for (int i = 0; i < 20; i++) {
                CallContext key = CallContext.forKey("user " + i);
                String home = bench.pick(key);
                Explanation explained = bench.pool.explain(key);
                assertThat(explained.certain()).isTrue();
                assertThat(explained.toString()).startsWith("would choose " + home + ": ");
                assertThat(bench.pick(key)).isEqualTo(home);
            }
        }
    }

    @Test
    void itCountsNothingAndMovesNoTurnAndNoKey() {
        Bench asked = bench(Selectors.sticky(Selectors.roundRobin()));
        Bench unasked = bench(Selectors.sticky(Selectors.roundRobin()));
        for (int i = 0; i < 30; i++) {
            CallContext key = CallContext.forKey("user " + i % 7);
            for (int j = 0; j <= i % 3; j++) asked.pool.explain(key);
            assertThat(asked.pick(key)).isEqualTo(unasked.pick(key));
        }
        asked.pool.explain(CallContext.forKey("a stranger"));
        assertThat(asked.pool.status().figures()).isEqualTo(Map.of("stickyKeys", 7L));
        assertThat(asked.pool.status().members()).allMatch(member -> member.inFlight() == 0 && member.calls() == 0);
        // A key that is only asked for is forgotten like one that nobody mentions.
        asked.time.advance(Duration.ofMinutes(40));
        for (int i = 0; i < 7; i++) asked.pool.explain(CallContext.forKey("user " + i));
        asked.time.advance(Duration.ofMinutes(40));
        assertThat(asked.pool.status().figures()).isEqualTo(Map.of("stickyKeys", 0L));
    }

    @Test
    void aStickyKeyIsSaidToGoElsewhereWhereItsMemberCannotHaveIt() {
        CallContext key = CallContext.forKey("user");
        Bench bench = bench(Selectors.sticky(Selectors.leastConnections()));
        String home = bench.pick(key);

        assertThat(bench.pool.explain(ANY).certain()).isFalse();
        assertThat(bench.pool.explain(key).toString()).startsWith("would choose " + home + ": ");
        assertThat(bench.pool.explain(key.withTried(home)).toString())
                .doesNotStartWith("would choose " + home)
                .contains(home + " tried already");
        bench.call(home, Outcome.overloaded(503, Duration.ofSeconds(5)));
        bench.time.runDue();
        assertThat(bench.pool.explain(key).toString()).doesNotStartWith("would choose " + home);
        bench.time.advance(Duration.ofSeconds(6));
        bench.pool.maintenance(home);
        assertThat(bench.pool.explain(key).toString())
                .doesNotStartWith("would choose " + home)
                .contains(home + " maintenance");
    }

    @Test
    void whichOfTwoPrioritiesACallGoesToIsKnownOnlyWhereItHasAKey() {
        Bench bench = new Bench(
                2,
                builder -> builder.selector(Selectors.rendezvousHash())
                        .backend(Bench.backend("y").withPriority(1))
                        .backend(Bench.backend("z").withPriority(1)),
                "a",
                "b");
        for (int i = 0; i < 5; i++) bench.call("a", Bench.BAD);
        bench.time.runDue(); // of two primaries one is out: 70 % stay, the others get 30
        assertThat(bench.pool.explain(ANY).certain()).isFalse();
        for (int i = 0; i < 30; i++) {
            CallContext key = CallContext.forKey("user " + i);
            Explanation explained = bench.pool.explain(key);
            assertThat(explained.certain()).isTrue();
            assertThat(explained.toString()).startsWith("would choose " + bench.pick(key) + ": ");
        }
    }

    @Test
    void aColdMemberAndASparePriorityAreNamedAsSuch() {
        Bench bench = new Bench(
                2,
                builder -> builder.slowStart(SlowStart.defaults())
                        .backend(Bench.backend("z").withPriority(1)),
                "a");
        bench.time.advance(Duration.ofMinutes(2));
        bench.pool.add(Bench.backend("b"));
        bench.time.advance(Duration.ofSeconds(21));
        assertThat(bench.pool.explain(ANY))
                .hasToString("most likely a: cost 1.0; z spare: the others take all calls; "
                        + "b (warming up: 35 % of its share, 39 s left)");
    }

    @Test
    void whereNobodyMayBeCalledItSaysWhyOfEach() {
        Bench bench = new Bench(2, builder -> builder, "a");
        bench.pool.forceMaintenance("a");
        assertThat(bench.pool.explain(ANY)).hasToString("nobody: a maintenance");
        bench.pool.ready("a");
        bench.call("a", Outcome.SUCCESS);
        assertThat(bench.pool.explain(ANY)).hasToString("would choose a: cost 1.0");
        bench.pool.close();
        assertThat(bench.pool.explain(ANY)).hasToString("nobody: a gets no calls");
    }

    @Test
    void ofAKeyThatCanGoNowhereElseThereIsNothingToCompare() {
        Bench bench = new Bench(2, builder -> builder.selector(Selectors.consistentHash()), "a");
        Explanation explained = bench.pool.explain(CallContext.forKey("user"));
        assertThat(explained).hasToString("would choose a");
        assertThat(explained.certain()).isTrue();
    }

    @Test
    void whereTurnsAreTakenTheOnlyOneLeftIsCertain() {
        Bench bench = bench(Selectors.roundRobin());
        bench.pool.maintenance("a");
        bench.pool.maintenance("c");
        assertThat(bench.pool.explain(ANY)).hasToString("would choose b: a maintenance; c maintenance");
    }

    @Test
    void aCostIsByWeightWhereWeightsDiffer() {
        Bench bench = new Bench(
                2,
                builder -> builder.selector(Selectors.leastConnections())
                        .backend(Bench.backend("a").withWeight(4))
                        .backend(Bench.backend("b")));
        bench.open("a");
        bench.open("b");
        assertThat(bench.pool.explain(ANY)).hasToString("most likely a: cost 0.5; b 2.0");
    }

    @Test
    void aCallThatWouldTryAMemberOnTrialIsSaidTo() {
        Bench bench = bench(Selectors.leastConnections());
        bench.eject("c");
        bench.time.advance(bench.member("c").left());
        CallContext key = CallContext.forKey("user");
        for (int i = 0; i < 2; i++) {
            Explanation explained = bench.pool.explain(ANY);
            assertThat(explained).hasToString("would choose c: as a trial call; a 1.0; b 1.0");
            assertThat(explained.certain()).isTrue();
        }
        assertThat(bench.pool.explain(key)).hasToString("one of a, b by chance or turn: a 1.0; b 1.0; c trial");
        assertThat(bench.pool.explain(ANY.withTried("a")))
                .hasToString("would choose b: cost 1.0; a tried already; c trial");
        assertThat(bench.pool.acquire(ANY).backend().id()).isEqualTo("c");
        assertThat(bench.pool.explain(ANY))
                .as("one is under way")
                .hasToString("one of a, b by chance or turn: a 1.0; b 1.0; c trial");
        bench.time.advance(Duration.ofSeconds(30));
        assertThat(bench.pool.explain(key)).hasToString("would choose c: as a trial call; a 1.0; b 1.0");
    }

    @Test
    void aCallThatHasTriedAllIsSaidToTryOneAgain() {
        Bench bench = bench(Selectors.leastConnections());
        bench.pool.maintenance("b");
        bench.open("a");
        CallContext tried = ANY.withTried("a").withTried("c");
        assertThat(bench.pool.explain(tried))
                .hasToString("would choose c: cost 1.0 (tried already); a 2.0 (tried already); b maintenance");
        assertThat(bench.pick(tried)).isEqualTo("c");
        bench.pool.maintenance("a");
        bench.pool.forceMaintenance("c");
        assertThat(bench.pool.explain(tried)).hasToString("nobody: a maintenance; b maintenance; c maintenance");
    }

    @Test
    void aCallThatHasTriedAllOfThePrioritiesThatServeIsSaidToGoToTheNextOne() {
        Bench bench = new Bench(
                2,
                builder -> builder.selector(Selectors.leastConnections())
                        .backend(Bench.backend("y").withPriority(1))
                        .backend(Bench.backend("z").withPriority(2)),
                "a",
                "b");
        CallContext tried = ANY.withTried("a").withTried("b");
        assertThat(bench.pool.explain(tried))
                .hasToString("would choose y: cost 1.0; a tried already; b tried already; "
                        + "z spare: the others take all calls");
        assertThat(bench.pick(tried)).isEqualTo("y");
        assertThat(bench.pool.explain(tried.withTried("y")).toString()).startsWith("would choose z: cost 1.0; ");
        assertThat(bench.pick(tried.withTried("y"))).isEqualTo("z");
        assertThat(bench.pool.explain(tried.withTried("y").withTried("z")).toString())
                .startsWith("one of a, b by chance or turn: ");
    }

    /** Whatever the members are, and whatever the call has behind it. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whoGetsTheCallIsTheOneItIsSaidToGetOrOneThatIsLeft(long seed) {
        List<String> ids = List.of("a", "b", "c", "d", "y", "z");
        List<Selector> selectors = List.of(
                Selectors.adaptive(),
                Selectors.leastConnections(),
                Selectors.powerOfTwoChoices(),
                Selectors.roundRobin(),
                Selectors.rendezvousHash(),
                Selectors.sticky(Selectors.leastConnections()));
        Selector selector = selectors.get((int) seed % selectors.size());
        Bench bench = new Bench(
                seed,
                builder -> builder.selector(selector)
                        .backend(Bench.backend("y").withPriority(1))
                        .backend(Bench.backend("z").withPriority(2)),
                "a",
                "b",
                "c",
                "d");
        SplittableRandom random = new SplittableRandom(seed);
        int trials = 0;
        int again = 0;
        for (int step = 0; step < 4_000; step++) {
            if (random.nextInt(100) == 0) bench.pool.maintenance(ids.get(random.nextInt(ids.size())));
            if (random.nextInt(30) == 0) bench.pool.ready(ids.get(random.nextInt(ids.size())));
            CallContext call = random.nextInt(3) == 0 ? CallContext.forKey("user " + random.nextInt(9)) : ANY;
            if (random.nextBoolean()) call = call.withRoute("route " + random.nextInt(2));
            for (int i = random.nextInt(15) - 7; i > 0; i--) call = call.withTried(ids.get(random.nextInt(ids.size())));

            Explanation explained = bench.pool.explain(call);
            if (explained.toString().contains("as a trial call")) trials++;
            if (explained.toString().contains("(tried already)")) again++;
            String sick = ids.get(step / 500 % 4);
            boolean everywhere = step % 500 < 250;
            try (Lease lease = bench.pool.acquire(call)) {
                String id = lease.backend().id();
                assertThat(explained.choices())
                        .filteredOn(choice -> choice.backend().id().equals(id))
                        .singleElement()
                        .satisfies(choice -> assertThat(choice.excluded())
                                .as("%s: %s", id, explained)
                                .isFalse());
                if (explained.certain()) assertThat(explained.likely()).containsExactly(lease.backend());
                boolean bad = id.equals(sick) && (everywhere || "route 1".equals(call.route()));
                lease.responded(bad ? Bench.BAD : Outcome.SUCCESS);
            } catch (NoBackendAvailableException nobody) {
                assertThat(explained.likely()).isEmpty();
            }
            bench.time.advance(Duration.ofMillis(random.nextInt(400)));
        }
        assertThat(trials).isGreaterThan(2);
        assertThat(again).isGreaterThan(2);
    }
}
