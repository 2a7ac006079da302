package io.github.evenkeel.select;

import io.github.evenkeel.CallContext;
import java.util.Arrays;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Gives each member that warms up its part of a fair share of the calls, whatever the strategy and the load: one member of all is
 * drawn by weight, and if it is a cold one, a coin that falls its way with the chance {@link Candidate#ramp} sends it the call. All
 * other calls go to the strategy, which knows only the warm ones. (To thin the strategy's own choice is not enough: who picks the
 * least loaded of all picks a cold member, with so few calls, whenever it may.) O(1); nothing at all while everyone is warm.
 *
 * <p>A cold member that fails, or asked for a pause, is passed over until that has faded.
 */
record WarmUp(Candidate[] members, boolean[] cold, Draw draw, Picker warm, RandomGenerator random) implements Picker {
    /** The strategy over the warm ones of the available, with the cold ones beside it. */
    static Picker beside(Function<Candidate[], Picker> strategy, Candidates candidates, RandomGenerator random) {
        return beside(strategy, Draw::new, candidates, random);
    }

    /** As above, for a strategy whose fair shares are those of {@code fair}. */
    static Picker beside(
            Function<Candidate[], Picker> strategy,
            Function<Candidate[], Draw> fair,
            Candidates candidates,
            RandomGenerator random) {
        Candidate[] all = candidates.available().toArray(Candidate[]::new);
        Candidate[] warm = new Candidate[all.length];
        int count = 0;
        boolean[] cold = new boolean[all.length];
        for (int i = 0; i < all.length; i++) {
            cold[i] = all[i].warming();
            if (!cold[i]) warm[count++] = all[i];
        }
        if (count == all.length || count == 0) return strategy.apply(all);
        return new WarmUp(all, cold, fair.apply(all), strategy.apply(Arrays.copyOf(warm, count)), random);
    }

    @Override
    public @Nullable Candidate pick(CallContext context, long now) {
        int drawn = draw.index(random.nextLong());
        Candidate member = members[drawn];
        // As it was when this was compiled: one that is warm since is not among the warm ones yet.
        if (cold[drawn]
                && random.nextDouble() < member.ramp(now)
                && Usable.by(context, member)
                && member.penalty(now) == 0) {
            return member;
        }
        Candidate choice = warm.pick(context, now);
        return choice != null ? choice : Usable.from(drawn, members, context);
    }

    @Override
    public double cost(Candidate candidate, CallContext context, long now) {
        return warm.cost(candidate, context, now);
    }
}
