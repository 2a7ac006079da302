package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.SlowStart;
import io.github.evenkeel.select.Candidate;
import io.github.evenkeel.select.Candidates;
import io.github.evenkeel.select.Picker;
import io.github.evenkeel.select.Selector;
import io.github.evenkeel.select.Selectors;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The one look that says there is nothing to know about a member, against the looks that it saves. */
class UnhinderedTest {
    private static final Outcome PAUSE = Outcome.overloaded(503, Duration.ofSeconds(3));

    private List<? extends Candidate> members = List.of();

    private Bench bench(long seed, SlowStart slowStart) {
        return new Bench(seed, builder -> builder.selector(new Spy()).slowStart(slowStart), "a", "b", "c", "d");
    }

    private Candidate member(String id) {
        return members.stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
    }

    @Test
    void aNewMemberIs() {
        bench(1, SlowStart.off());
        assertThat(members).hasSize(4).allMatch(Candidate::unhindered);
    }

    @Test
    void oneThatFailedIsNotUntilItsPenaltyHasFadedAndItAnswersWell() {
        Bench bench = bench(1, SlowStart.off());
        bench.call("a", Bench.BAD);
        assertThat(member("a").unhindered()).isFalse();
        assertThat(member("a").penalty(bench.time.now())).isPositive();
        bench.time.advance(Duration.ofSeconds(2));
        assertThat(member("a").penalty(bench.time.now())).isZero();
        bench.call("a", Outcome.SUCCESS);
        assertThat(member("a").unhindered()).isTrue();
    }

    @Test
    void oneThatAskedForAPauseIsNot() {
        Bench bench = bench(1, SlowStart.off());
        bench.call("a", PAUSE);
        bench.time.runDue();
        assertThat(member("a").heldOff(bench.time.now())).isTrue();
        assertThat(member("a").unhindered()).isFalse();
        bench.time.advance(Duration.ofSeconds(3));
        assertThat(member("a").heldOff(bench.time.now())).isFalse();
        bench.call("a", Outcome.SUCCESS);
        assertThat(member("a").unhindered()).isTrue();
    }

    @Test
    void oneThatWarmsUpIsNotUntilItIsWarm() {
        Bench bench = bench(1, SlowStart.over(Duration.ofSeconds(60)));
        bench.time.advance(Duration.ofSeconds(100));
        bench.pool.maintenance("a");
        assertThat(member("a").unhindered()).isFalse();
        bench.time.advance(Duration.ofSeconds(1));
        bench.pool.ready("a");
        assertThat(member("a").available()).isTrue();
        assertThat(member("a").warming()).isTrue();
        assertThat(member("a").unhindered()).isFalse();
        bench.time.advance(Duration.ofSeconds(60));
        assertThat(member("a").warming()).isFalse();
        assertThat(member("a").unhindered()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void nobodyIsOfWhomThereIsAnythingToKnow(long seed) {
        Bench bench = bench(seed, SlowStart.over(Duration.ofSeconds(20)));
        SplittableRandom random = new SplittableRandom(seed);
        int hindered = 0;
        for (int step = 0; step < 2_000; step++) {
            switch (random.nextInt(12)) {
                case 0 -> bench.pool.maintenance(random.nextBoolean() ? "a" : "b");
                case 1, 2, 3 -> bench.pool.ready(random.nextBoolean() ? "a" : "b");
                case 4, 5 -> answer(bench, Bench.BAD);
                case 6 -> answer(bench, PAUSE);
                case 7 -> bench.time.advance(Duration.ofMillis(random.nextInt(5_000)));
                default -> answer(bench, Outcome.SUCCESS);
            }
            long now = bench.time.now();
            for (Candidate member : members) {
                if (!member.unhindered()) {
                    hindered++;
                    continue;
                }
                assertThat(member.available()).isTrue();
                assertThat(member.warming()).isFalse();
                assertThat(member.ramp(now)).isEqualTo(1);
                assertThat(member.heldOff(now)).isFalse();
                assertThat(member.penalty(now)).isZero();
            }
        }
        assertThat(hindered).isBetween(100, 7_900);
    }

    private static void answer(Bench bench, Outcome outcome) {
        try (Lease lease = bench.pool.acquire(CallContext.any())) {
            lease.responded(outcome);
        }
    }

    /** Round robin that shows its members. */
    private final class Spy implements Selector {
        @Override
        public String name() {
            return "spy";
        }

        @Override
        public Compiler forPool(RandomGenerator random) {
            Compiler real = Selectors.roundRobin().forPool(random);
            return new Compiler() {
                @Override
                public Picker compile(Candidates candidates) {
                    members = candidates.all();
                    return real.compile(candidates);
                }
            };
        }
    }
}
