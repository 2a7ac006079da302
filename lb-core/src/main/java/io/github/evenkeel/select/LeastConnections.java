package io.github.evenkeel.select;

import io.github.evenkeel.CallContext;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

final class LeastConnections implements Selector {
    /** A scan of 128 costs less than 100 ns; above it, five draws are nearly as good (n=20, rho .8: mean 1.41 against 1.15). */
    private static final int SCAN = 128;

    private static final int DRAWS = 5;

    @Override
    public String name() {
        return "least connections";
    }

    @Override
    public Compiler forPool(RandomGenerator random) {
        return candidates -> {
            Candidate[] members = candidates.available().toArray(Candidate[]::new);
            return members.length <= SCAN ? new Scan(members, Cost.over(members), random) : new Draws(members, random);
        };
    }

    /** All members, one pass. */
    private record Scan(Candidate[] members, Cost cost, RandomGenerator random) implements Picker {
        @Override
        public @Nullable Candidate pick(CallContext context, long now) {
            // The least loaded busy member; the idle ones are a group of their own, drawn by weight.
            Candidate busy = null;
            double busyLoad = Double.POSITIVE_INFINITY;
            int ties = 0;
            Candidate idle = null;
            double idleLoad = Double.POSITIVE_INFINITY;
            double idleWeight = 0;
            long coin = random.nextLong();
            for (Candidate member : members) {
                if (!Usable.by(context, member)) continue;
                double weight = member.weight();
                if (!member.idle(now)) {
                    double load = cost.of(member, now);
                    if (load < busyLoad) {
                        busy = member;
                        busyLoad = load;
                        ties = 1;
                    } else if (load == busyLoad) {
                        // Each of k ties is kept with probability 1/k.
                        coin = toss(coin);
                        if (unit(coin) * ++ties < 1) busy = member;
                    }
                } else {
                    idleLoad = Math.min(idleLoad, 1 / weight);
                    idleWeight += weight;
                    coin = toss(coin);
                    if (idle == null || unit(coin) * idleWeight < weight) idle = member;
                }
            }
            return idleLoad <= busyLoad && idle != null ? idle : busy;
        }

        /** A linear congruential step (Knuth's MMIX constants): one draw seeds a whole scan. */
        private static long toss(long coin) {
            return coin * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
        }

        /** The upper bits as a number in [0, 1). */
        private static double unit(long coin) {
            return (coin >>> 11) * 0x1p-53;
        }
    }

    /** The best of five drawn by weight; a repeated draw is wasted, which above 128 members is rare. */
    private static final class Draws implements Picker {
        private final Candidate[] members;
        private final Draw draw;
        private final Cost cost;
        private final RandomGenerator random;

        Draws(Candidate[] members, RandomGenerator random) {
            this.members = members;
            this.draw = new Draw(members);
            this.cost = Cost.over(members);
            this.random = random;
        }

        @Override
        public @Nullable Candidate pick(CallContext context, long now) {
            Candidate best = null;
            double bestLoad = 0;
            int last = 0;
            for (int i = 0; i < DRAWS; i++) {
                last = draw.index(random.nextLong());
                Candidate member = members[last];
                if (member == best || !Usable.by(context, member)) continue;
                double load = cost.of(member, now);
                if (best == null || (load < bestLoad && !(member.idle(now) && best.idle(now)))) {
                    best = member;
                    bestLoad = load;
                }
            }
            return best != null ? best : Usable.from(last, members, context);
        }
    }
}
