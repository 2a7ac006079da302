package io.github.evenkeel.pool;

import io.github.evenkeel.select.Picker;
import io.github.evenkeel.select.Selector;
import io.github.evenkeel.select.Selectors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/** Lets another thread run at the instants that matter, now and then: where a real pool is interrupted once in a million calls. */
final class StressDelays {
    private StressDelays() {}

    /** Dawdles between the choice and its entry, and while the next rotation is compiled. */
    static Selector selector() {
        Selector real = Selectors.powerOfTwoChoices();
        return new Selector() {
            @Override
            public String name() {
                return real.name();
            }

            @Override
            public Compiler forPool(RandomGenerator random) {
                Compiler compiler = real.forPool(random);
                return candidates -> {
                    Picker picker = compiler.compile(candidates);
                    dawdle(4);
                    return (context, now) -> {
                        var choice = picker.pick(context, now);
                        dawdle(16);
                        return choice;
                    };
                };
            }
        };
    }

    /** Dawdles when an ejection draws its jitter: between its place in the budget and the member's health. */
    static RandomGenerator random() {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                return ThreadLocalRandom.current().nextLong();
            }

            @Override
            public double nextDouble() {
                dawdle(2);
                return ThreadLocalRandom.current().nextDouble();
            }
        };
    }

    @SuppressWarnings("ThreadPriorityCheck")
    private static void dawdle(int oneIn) {
        if (ThreadLocalRandom.current().nextInt(oneIn) == 0) Thread.yield();
    }
}
