package io.github.evenkeel.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The state machine against the slow model, over random lives of members. */
class HealthModelTest {
    /** More by {@code -Devenkeel.lives=…}; CONTRIBUTING has the command for a million in all. */
    private static final int LIVES = Integer.getInteger("evenkeel.lives", 25_000);

    private static final int SIGNALS = 50;
    private static final int FEW = 8; // of most lives: what is odd begins soon, or takes long
    private static final Evidence EVIDENCE =
            Streak.NONE.plus(Outcome.RESET, 0, 0, 5, 0).evidence();
    // A quarter, and chances in eighths: products of these are exact in floating point, so instants compare exactly.
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(10), Duration.ofMillis(75), 0.25);

    /** 4 seeds x 25,000 lives: 100,000, one in sixteen of 50 signals, the others of 8, unless more are asked for. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void theMachineAgreesWithTheModelOnEveryLife(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int life = 0; life < LIVES; life++) new Life(random.split()).live(life % 16 == 0 ? SIGNALS : FEW);
    }

    @Test
    void theLivesReachEveryState() {
        SplittableRandom random = new SplittableRandom(9);
        List<Status> seen = new ArrayList<>();
        int[] most = new int[1];
        int spared = 0;
        int flaps = 0;
        int held = 0;
        int passed = 0;
        int failed = 0;
        int expired = 0;
        int late = 0;
        for (int i = 0; i < 300; i++) {
            Life life = new Life(random.split());
            life.live(SIGNALS);
            seen.addAll(life.seen);
            most[0] = Math.max(most[0], life.mostTimes);
            spared += life.spared;
            flaps = Math.max(flaps, life.mostFlaps);
            held += life.heldThoughGood;
            passed += life.passed;
            failed += life.failed;
            expired += life.expired;
            late += life.late;
        }
        List<Status> all = new ArrayList<>(List.of(Status.values()));
        all.remove(Status.WARMING); // the pool's to say
        assertThat(seen).containsAll(all);
        assertThat(most[0]).isGreaterThan(4); // the cap is reached at 4
        assertThat(spared).isPositive();
        assertThat(flaps).isGreaterThan(3); // so that holds grow
        assertThat(held).isPositive();
        assertThat(passed).isPositive();
        assertThat(failed).isPositive();
        assertThat(expired).isPositive();
        assertThat(late).isPositive();
    }

    private static final class Life {
        final SplittableRandom random;
        final ProbeRules rules;
        final boolean hasty;
        final HealthModel model;
        final List<Status> seen = new ArrayList<>();
        int mostTimes;
        int spared;
        int mostFlaps;
        int heldThoughGood;
        int passed;
        int failed;
        int expired;
        int late;
        private long stale;
        private final StringBuilder story = new StringBuilder();
        private MemberHealth health;
        private long now;

        Life(SplittableRandom random) {
            this.random = random;
            this.rules = new ProbeRules(1 + random.nextInt(3), 1 + random.nextInt(3), BACKOFF, Duration.ZERO);
            this.now = random.nextBoolean() ? random.nextLong() : Long.MAX_VALUE - random.nextInt(100_000_000);
            this.hasty = random.nextBoolean();
            boolean starting = random.nextBoolean();
            this.health = starting ? MemberHealth.starting(now) : MemberHealth.unchecked(now);
            this.model = new HealthModel(starting, now);
        }

        void live(int signals) {
            for (int i = 0; i < signals; i++) {
                now += pause();
                Signal signal = signal();
                story.append(now).append(' ').append(signal).append('\n');
                MemberHealth before = health;
                health = before.next(signal, now);
                model.take(signal, now);
                if (health.equals(before)) assertThat(health).isSameAs(before);
                compare();
                seen.add(health.status());
                mostTimes = Math.max(mostTimes, health.traffic().times());
                if (health.traffic() instanceof Traffic.Spared) spared++;
                ProbeState probes = health.probes();
                mostFlaps = Math.max(mostFlaps, probes.flaps().times());
                boolean enough = probes.successes() >= rules.healthyAfter();
                if (probes.verdict() == ProbeState.Verdict.FAILING && enough) heldThoughGood++;
                if (before.traffic() instanceof Traffic.Trial trial) count(trial, signal);
            }
        }

        private void count(Traffic.Trial before, Signal signal) {
            if (signal instanceof Signal.Passed && health.status() == Status.HEALTHY) passed++;
            if (signal instanceof Signal.Failed && health.status() == Status.EJECTED) failed++;
            boolean again = signal instanceof Signal.Try
                    && before.pending()
                    && !health.traffic().equals(before);
            if (again) expired++;
            boolean ejected = health.status() == Status.EJECTED;
            if (signal instanceof Signal.Failed of && ejected && !before.valid(of.permit())) late++;
            boolean same = health.traffic() instanceof Traffic.Trial after && after.valid(before.expires());
            if (before.pending() && !same) stale = before.expires();
        }

        /** Often to the very nanosecond at which something ends, and one to either side. */
        private long pause() {
            if (random.nextInt(3) == 0) return 0;
            long around = random.nextLong(-1, 2);
            if (health.traffic() instanceof Traffic.Ejected out && random.nextBoolean()) {
                return Math.max(0, out.until() - now + around);
            }
            if (health.traffic() instanceof Traffic.Trial trial && trial.pending() && random.nextInt(4) == 0) {
                return Math.max(0, trial.expires() - now + around);
            }
            if (health.traffic() instanceof Traffic.In in && in.times() > 0 && random.nextBoolean()) {
                long forgiven = in.returnedAt() + in.lastNanos() * (1 + random.nextInt(3));
                return Math.max(0, forgiven - now + around);
            }
            Flaps flaps = health.probes().flaps();
            if (flaps.holdNanos() > 0 && random.nextBoolean()) {
                boolean failing = health.probes().verdict() == ProbeState.Verdict.FAILING;
                long end = failing ? 0 : BACKOFF.max().toNanos() * (1 + random.nextInt(2));
                return Math.max(0, flaps.at() + end - now + around);
            }
            return random.nextLong(hasty ? 3_000_000 : 30_000_000);
        }

        private Signal signal() {
            if (health.traffic() instanceof Traffic.Trial trial && random.nextBoolean()) {
                return ofTrial(random.nextInt(6) == 0 ? stale : trial.expires());
            }
            return switch (random.nextInt(19)) {
                case 0 -> new Signal.Operate(Operator.READY);
                case 1 -> new Signal.Operate(random.nextBoolean() ? Operator.READY : Operator.DRAINING);
                case 2 -> new Signal.Operate(random.nextBoolean() ? Operator.READY : Operator.MAINTENANCE);
                case 3, 4, 5, 13, 14, 15 ->
                    new Signal.Probed(
                            random.nextInt(5) < 2 ? 0 : 1 - random.nextInt(8) / 32.0,
                            "d" + random.nextInt(2),
                            rules,
                            random.nextInt(8) / 8.0,
                            random.nextInt(4) > 0);
                case 6 ->
                    switch (random.nextInt(4)) {
                        case 0 -> new Signal.ChecksStopped();
                        case 1 -> new Signal.Absolve();
                        default -> new Signal.Redeemed();
                    };
                case 7 -> new Signal.Spare(new Evidence("rule " + random.nextInt(3), EVIDENCE.counts()));
                case 8, 9, 10, 16, 17 -> eject();
                case 11 -> ofTrial(stale);
                default -> new Signal.Tick();
            };
        }

        private Signal.Eject eject() {
            TrialRules trial = new TrialRules(random.nextInt(4), Duration.ofMillis(5));
            return new Signal.Eject(
                    EVIDENCE, BACKOFF, random.nextInt(8) / 8.0, random.nextInt(6), 2, random.nextInt(4) > 0, trial);
        }

        private Signal ofTrial(long permit) {
            return switch (random.nextInt(8)) {
                case 0, 1, 2 -> new Signal.Try();
                case 3, 4, 5 -> new Signal.Passed(permit);
                case 6 -> new Signal.Unjudged(permit);
                default -> new Signal.Failed(permit, eject());
            };
        }

        private void compare() {
            same(health.operator(), model.operator());
            same(health.probes().verdict(), model.verdict());
            same(health.probes().failures(), model.inARow(false));
            same(health.probes().successes(), model.inARow(true));
            same(health.probes().share(), model.share());
            same(health.probes().flaps().times(), model.flaps());
            boolean held = health.probes().verdict() == ProbeState.Verdict.FAILING
                    && health.probes().flaps().holds(now);
            same(held, model.held(now));
            same(health.status(), model.status());
            same(health.since(), model.since());
            same(health.traffic().times(), model.count());
            HealthModel.Ejection ejection = model.ejection();
            same(health.ejected(), model.out());
            if (health.traffic() instanceof Traffic.Ejected out && ejection != null) {
                same(out.until(), ejection.from() + ejection.nanos());
                same(out.nanos(), ejection.nanos());
            }
            HealthModel.Trial trial = model.trial();
            same(health.traffic() instanceof Traffic.Trial, trial != null);
            if (health.traffic() instanceof Traffic.Trial tries && trial != null) {
                same(tries.good(), trial.good());
                same(tries.pending() ? tries.expires() : null, trial.permit());
            }
            Evidence against = health.traffic() instanceof Traffic.Spared kept ? kept.evidence() : null;
            same(against, model.spared());
            for (Floor.Level level : Floor.Level.values()) {
                same(health.serves(level), model.serves(level));
            }
        }

        /** Compared first: a hundred thousand lives ask this a hundred million times. */
        private void same(@Nullable Object actual, @Nullable Object expected) {
            if (!Objects.equals(actual, expected))
                assertThat(actual).as(story::toString).isEqualTo(expected);
        }
    }
}
