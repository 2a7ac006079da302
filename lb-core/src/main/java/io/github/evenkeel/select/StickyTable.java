package io.github.evenkeel.select;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.github.evenkeel.CallContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which key is at home with which member, for one pool. Outlives rotations.
 *
 * <p>Caffeine's upkeep runs with the control plane's, and in between a little at a time on the callers' threads: nothing is handed to
 * another executor, no call allocates but the first of a key and one that moves, and the same calls lead to the same table.
 */
final class StickyTable implements Selector.Compiler {
    /** How finely time is told to the table: finely enough for time-outs, too rarely for threads to fight over the field. */
    private static final long TICK_NANOS = 1_000_000;

    private final Selector.Compiler inner;
    private final Cache<String, Home> table;

    // Control plane only.
    private IdentityHashMap<Candidate, Home> homes = new IdentityHashMap<>();
    private final List<Displaced> displaced = new ArrayList<>();
    private int rotation;

    // The pool's time as the latest pick told it. Two threads may set it back by less than they differ.
    private volatile long now;
    private volatile boolean told;

    StickyTable(Selector.Compiler inner, Duration unused, int most) {
        this.inner = inner;
        this.table = Caffeine.newBuilder()
                .maximumSize(most)
                .expireAfterAccess(unused)
                .ticker(() -> now)
                .executor(Runnable::run)
                .removalListener((@Nullable String key, @Nullable Home home, RemovalCause cause) -> {
                    if (home != null) home.keys.decrementAndGet();
                })
                .build();
    }

    @Override
    public Picker compile(Candidates candidates) {
        rotation++;
        displaced.clear();
        List<Home> newcomers = new ArrayList<>();
        int next = 0;
        for (Candidate member : candidates.all()) {
            Home home = homes.get(member);
            if (home == null) {
                home = new Home(member);
                newcomers.add(home);
            }
            home.rotation = rotation;
            // One pass, for both lists have the same order.
            boolean serves = next < candidates.available().size()
                    && candidates.available().get(next) == member;
            if (serves) next++;
            if (home.out != serves) continue; // as it was
            if (!serves) note(home, false);
            home.out = !serves;
        }
        boolean left = candidates.all().size() - newcomers.size() < homes.size();
        List<Home> leavers = left ? leavers() : List.of();
        if (left || !newcomers.isEmpty()) homes = changed(newcomers, leavers);
        if (left) drop(leavers);
        return new Compiled(inner.compile(candidates), homes);
    }

    private List<Home> leavers() {
        return homes.values().stream().filter(home -> home.rotation != rotation).toList();
    }

    /** A copy, for pickers look into the one before. */
    @SuppressWarnings("unchecked") // clone() is older than type parameters, and quicker than to put all anew
    private IdentityHashMap<Candidate, Home> changed(List<Home> newcomers, List<Home> leavers) {
        IdentityHashMap<Candidate, Home> after = (IdentityHashMap<Candidate, Home>) homes.clone();
        leavers.forEach(home -> after.remove(home.member));
        newcomers.forEach(home -> after.put(home.member, home));
        return after;
    }

    /** Forgets the keys of those that left. */
    private void drop(List<Home> leavers) {
        for (Home home : leavers) {
            home.gone = true;
            note(home, true);
        }
        table.asMap().values().removeIf(home -> home.gone);
    }

    private void note(Home home, boolean dropped) {
        int keys = home.keys.get();
        if (keys > 0) displaced.add(new Displaced(home.member, keys, dropped));
    }

    @Override
    public List<Displaced> displaced() {
        List<Displaced> all = new ArrayList<>(displaced);
        all.addAll(inner.displaced());
        return all;
    }

    @Override
    public void upkeep(long time) {
        now = time;
        told = true;
        table.cleanUp();
        inner.upkeep(time);
    }

    @Override
    public Map<String, Long> figures(long time) {
        now = time;
        told = true;
        table.cleanUp();
        Map<String, Long> figures = new HashMap<>(inner.figures(time));
        figures.put("stickyKeys", table.estimatedSize());
        return figures;
    }

    @Override
    public @Nullable Gauge gauge() {
        return inner.gauge();
    }

    private void tick(long time) {
        if (time - now >= TICK_NANOS || !told) {
            now = time;
            told = true;
        }
    }

    private final class Compiled implements Picker {
        private final Picker inner;
        private final IdentityHashMap<Candidate, Home> homes;

        Compiled(Picker inner, IdentityHashMap<Candidate, Home> homes) {
            this.inner = inner;
            this.homes = homes;
        }

        @Override
        public @Nullable Candidate pick(CallContext context, long time) {
            String key = context.key();
            if (key == null) return inner.pick(context, time);
            tick(time);
            Home home = table.getIfPresent(key);
            if (home == null || !home.open()) {
                Candidate choice = inner.pick(context, time);
                return choice == null ? null : settled(key, home, choice, context, time);
            }
            // A retry elsewhere is an exception: the next call of this key starts at home again.
            if (context.hasTried(home.member.id())) return inner.pick(context, time);
            if (!home.member.heldOff(time)) return home.member;
            Candidate choice = inner.pick(context, time);
            // Where all asked for a pause, nobody moves.
            return choice == null || choice.heldOff(time) ? home.member : settled(key, home, choice, context, time);
        }

        @Override
        public double cost(Candidate candidate, CallContext context, long time) {
            return inner.cost(candidate, context, time);
        }

        /** As {@link #pick}, but quietly: a look does not keep a key from being forgotten. */
        @Override
        public @Nullable Candidate preview(CallContext context, long time) {
            String key = context.key();
            Home home = key == null ? null : table.policy().getIfPresentQuietly(key);
            boolean stays =
                    home != null && home.open() && !context.hasTried(home.member.id()) && !home.member.heldOff(time);
            return home != null && stays ? home.member : inner.preview(context, time);
        }

        /** Makes this the key's home, unless another thread was faster and chose one that will do. */
        private Candidate settled(String key, @Nullable Home old, Candidate choice, CallContext context, long time) {
            Home home = homes.get(choice);
            if (home == null || home == old) return choice;
            home.keys.incrementAndGet(); // before it can be removed
            boolean won = old == null
                    ? table.asMap().putIfAbsent(key, home) == null
                    : table.asMap().replace(key, old, home);
            if (won) {
                if (home.gone) table.asMap().remove(key, home); // its member left in between
                return choice;
            }
            home.keys.decrementAndGet();
            Home other = table.getIfPresent(key);
            return other != null && other.open() && Usable.gladlyBy(context, other.member, time)
                    ? other.member
                    : choice;
        }
    }
}
