package io.github.evenkeel.pool;

import io.github.evenkeel.Backend;
import io.github.evenkeel.health.Floor.Census;
import io.github.evenkeel.health.Floor.Level;
import io.github.evenkeel.health.MemberHealth;
import io.github.evenkeel.health.Standby;
import io.github.evenkeel.health.Status;
import io.github.evenkeel.health.Tiers;
import io.github.evenkeel.select.Candidates;
import io.github.evenkeel.select.Displaced;
import io.github.evenkeel.select.Gauge;
import io.github.evenkeel.select.Picker;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Priorities and the preferred zone: sorts the members into groups, decides what part of the calls each group gets, and compiles the
 * strategy for each. A pool of one group goes the way it would without. Control plane only.
 */
final class Tiering {
    private final PoolSettings settings;
    private final RandomGenerator random;
    private final Standby.@Nullable Rules strict; // null: all priorities may serve

    /** By priority; of one priority, the preferred zone first. */
    private final TreeMap<Integer, List<Group>> tiers = new TreeMap<>();

    private final List<Group> deserted = new ArrayList<>();
    private final Reserve reserve = new Reserve();
    private List<Integer> priorities = List.of();
    private Standby standby = Standby.PRIMARY;
    private int charge; // the priority in charge, where only one may serve
    private List<TierShare> shares = List.of();
    private volatile boolean divided;

    Tiering(PoolSettings settings, RandomGenerator random) {
        this.settings = settings;
        this.random = random;
        this.strict = settings.priorities().strict();
    }

    // ---- who belongs together

    /** What the strategy measures of a new member, or of one that now belongs elsewhere. */
    @Nullable
    Gauge gauge(Backend backend) {
        return group(backend).compiler.gauge();
    }

    private Group group(Backend backend) {
        boolean local = !settings.zone().isEmpty() && settings.zone().equals(backend.zone());
        List<Group> tier = tiers.computeIfAbsent(backend.priority(), each -> new ArrayList<>(2));
        for (Group group : tier) {
            if (group.local == local) return group;
        }
        Group group = new Group(backend.priority(), local, settings.selector().forPool(random));
        tier.add(local ? 0 : tier.size(), group);
        return group;
    }

    /** Much of the membership, or what is known of a member, has changed. O(N). */
    void sort(List<Member> members) {
        groups().forEach(group -> group.all = new ArrayList<>());
        for (Member member : members) {
            Group group = group(member.backend());
            group.all.add(member);
            member.belong(group);
        }
        groups().forEach(group -> group.all = List.copyOf(group.all));
        tidy();
    }

    /** These joined, and these left; nobody else is looked at. */
    void change(List<Member> joined, Collection<Member> left) {
        Map<Group, List<Member>> joins = new LinkedHashMap<>();
        for (Member member : joined) {
            Group group = group(member.backend());
            joins.computeIfAbsent(group, each -> new ArrayList<>()).add(member);
            member.belong(group);
        }
        for (Group group : groups()) {
            List<Member> leavers = left.stream()
                    .filter(member -> member.standing().group() == group)
                    .toList();
            List<Member> joiners = joins.getOrDefault(group, List.of());
            if (!leavers.isEmpty() || !joiners.isEmpty()) group.all = Members.changed(group.all, joiners, leavers);
        }
        tidy();
    }

    private void tidy() {
        groups().stream().filter(group -> group.all.isEmpty()).forEach(deserted::add);
        tiers.values().forEach(tier -> tier.removeIf(group -> group.all.isEmpty()));
        tiers.values().removeIf(List::isEmpty);
        if (!priorities.equals(List.copyOf(tiers.keySet()))) recharge();
        divided = groups().size() > 1;
    }

    /** True if there are others for a group's calls. Any thread. */
    boolean divided() {
        return divided;
    }

    /** Other priorities: the one in charge stays so, if there is still such a one. */
    private void recharge() {
        priorities = List.copyOf(tiers.keySet());
        int index = Math.min(tiers.headMap(charge).size(), Math.max(0, tiers.size() - 1));
        if (index != standby.charge()) standby = new Standby(index, Standby.Change.NONE, 0);
    }

    private List<Group> groups() {
        return tiers.values().stream().flatMap(List::stream).toList();
    }

    // ---- who serves

    /**
     * Sees whether another priority has to take over, where only one may serve; or whether panic has lasted long enough, where all may.
     *
     * @param level what of health was believed until now
     * @return when to look again, nanoseconds of the pool's clock; null if nothing is about to happen
     */
    @Nullable
    Long watch(Level level, long now) {
        if (strict == null) return reserve.watch(tiers.values(), level, now);
        if (tiers.isEmpty()) return null;
        standby = standby.next(healthy(), strict, now);
        charged();
        return standby.change() == Standby.Change.NONE ? null : standby.due(strict);
    }

    void giveBack() {
        if (tiers.isEmpty()) return;
        standby = standby.giveBack(healthy());
        charged();
    }

    private void charged() {
        charge = priorities.get(standby.charge());
    }

    private List<Boolean> healthy() {
        return tiers.values().stream()
                .map(tier ->
                        tier.stream().flatMap(group -> group.all.stream()).anyMatch(member -> fit(member.health())))
                .toList();
    }

    /** Of one on trial the time is over: only calls can tell more, and it gets none before its priority is in charge. */
    private static boolean fit(MemberHealth health) {
        return health.serves(Level.NORMAL) || health.status() == Status.TRIAL;
    }

    /** False for members that stand by. */
    boolean inCharge(Member member) {
        return strict == null || member.backend().priority() == charge;
    }

    /**
     * The floor's level: of the priority in charge; or of all, where they cannot carry the calls together.
     *
     * @param census of those in charge
     */
    Level level(Census census, Function<Member, MemberHealth> health, Level previous) {
        Level level = settings.floor().level(previous, census);
        if (level == Level.NORMAL || tiers.size() < 2 || strict != null) return level;
        boolean enough = census.sound() >= Math.min(settings.floor().minimumHealthy(), census.judged());
        Predicate<Member> serves = member -> health.apply(member).serves(Level.NORMAL);
        return enough && reserve.holds(tiers.values(), serves, previous) ? Level.NORMAL : level;
    }

    private List<Tiers.Tier> weighed(Predicate<Member> serves) {
        return tiers.values().stream().map(tier -> Group.weigh(tier, serves)).toList();
    }

    /** Tells each group who of it serves. */
    void serve(List<Member> serving) {
        List<Group> groups = groups();
        if (groups.size() == 1) {
            groups.get(0).serving = serving;
            return;
        }
        groups.forEach(group -> group.serving = new ArrayList<>());
        for (Member member : serving) {
            Group group = member.standing().group();
            if (group != null) group.serving.add(member);
        }
    }

    /** Does something to each group's serving members. */
    void forEach(Consumer<List<Member>> action) {
        groups().forEach(group -> action.accept(group.serving));
    }

    // ---- what they get

    /** The parts of the calls; to be asked after {@link #serve}. */
    List<TierShare> shares(Level level) {
        List<Group> groups = groups();
        if (groups.size() == 1) {
            Group only = groups.get(0);
            shares = List.of(new TierShare(only.priority, only.local ? settings.zone() : "", 1));
            return shares;
        }
        double[] byTier = tiers.isEmpty() ? new double[0] : byTier();
        List<TierShare> next = new ArrayList<>();
        int index = 0;
        for (List<Group> tier : tiers.values()) {
            double share = byTier[index++];
            double local = tier.size() < 2 ? 1 : local(tier, level);
            for (int i = 0; i < tier.size(); i++) {
                String zone = tier.get(i).local ? settings.zone() : "";
                next.add(new TierShare(tier.get(i).priority, zone, share * (i == 0 ? local : 1 - local)));
            }
        }
        shares = List.copyOf(next);
        return shares;
    }

    List<TierShare> shares() {
        return shares;
    }

    /**
     * True if this member's group has none of the calls.
     *
     * @param asked how many groups are asked in any case, in their order: those that have calls have nobody for this one
     */
    boolean spare(Member member, int asked) {
        List<Group> groups = groups();
        for (int i = 0; i < Math.min(groups.size(), shares.size()); i++) {
            if (groups.get(i) == member.standing().group())
                return i >= asked && shares.get(i).share() == 0;
        }
        return true;
    }

    private double[] byTier() {
        if (strict == null) {
            return Tiers.shares(weighed(member -> member.health().serves(Level.NORMAL)));
        }
        double[] all = new double[tiers.size()];
        all[standby.charge()] = 1;
        return all;
    }

    /** In panic, too, the calls stay in the zone only as far as its members can take them. */
    private static double local(List<Group> tier, Level level) {
        return Tiers.local(
                Group.weigh(tier.subList(0, 1), member -> member.health().serves(level)),
                Group.weigh(tier.subList(1, 2), member -> member.health().serves(level)));
    }

    // ---- the strategy

    /** The picker over all groups. Throws what the strategy throws. */
    Picker compile(BiConsumer<Member, Displaced> moved) {
        List<Group> groups = groups();
        for (Group group : List.copyOf(deserted)) {
            deserted.remove(group);
            compiled(group, List.of(), List.of(), moved); // it must forget
        }
        Picker[] pickers = new Picker[groups.size()];
        for (int i = 0; i < pickers.length; i++) {
            pickers[i] = compiled(groups.get(i), groups.get(i).all, groups.get(i).serving, moved);
        }
        if (pickers.length < 2) return pickers.length == 0 ? (context, now) -> null : pickers[0];
        return new Shared(pickers, shares.stream().mapToDouble(TierShare::share).toArray(), random);
    }

    private static Picker compiled(
            Group group, List<Member> all, List<Member> serving, BiConsumer<Member, Displaced> moved) {
        Picker picker = group.compiler.compile(new Candidates(all, serving));
        for (Displaced keys : group.compiler.displaced()) {
            if (keys.member() instanceof Member member) moved.accept(member, keys);
        }
        return picker;
    }

    /** @param failed is handed what a strategy of the user's throws, which must not keep the others from their upkeep */
    void upkeep(long now, Consumer<Throwable> failed) {
        for (Group group : groups()) {
            try {
                group.compiler.upkeep(now);
            } catch (RuntimeException | Error thrown) {
                failed.accept(thrown);
            }
        }
    }

    /** What the strategies tell of themselves, summed up. */
    Map<String, Long> figures(long now) {
        Map<String, Long> sums = new HashMap<>();
        groups().forEach(group ->
                group.compiler.figures(now).forEach((name, figure) -> sums.merge(name, figure, Long::sum)));
        return sums;
    }
}
