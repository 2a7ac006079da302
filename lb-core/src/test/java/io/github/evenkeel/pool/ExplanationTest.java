package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.SlowStart;
import io.github.evenkeel.select.Selector;
import io.github.evenkeel.select.Selectors;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
}
