package io.github.evenkeel.health;

import io.github.evenkeel.health.Detector.Own;
import io.github.evenkeel.health.Judgement.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A sweep's judgement over all members in rotation, or over all members that serve one route. O(N), and a sort of those that stand
 * out. For one thread, and one judgement.
 */
public final class Outliers<K> {
    private static final Comparator<Suspect<?>> WORST_FIRST = Comparator.<Suspect<?>>comparingDouble(
                    suspect -> suspect.own.counts().errorRate())
            .thenComparingLong(suspect -> suspect.own.p95())
            .reversed();

    /**
     * Whoever is found, or is excused by a kind of calls that is left out, makes the rest look better, so that those who looked no worse
     * are looked at again; this often at most. The worst are looked at first, so nearly all are found at once, and the next sweep is not far.
     */
    private static final int ROUNDS = 4;

    private final OutlierDetection rules;
    private final Rest rest;
    private final List<K> members;
    private final List<Own> owns; // what detectors see of each

    /** @param most at most so many will be added */
    public Outliers(OutlierDetection rules, int most) {
        this.rules = rules;
        this.rest = new Rest(most, rules.latency().minimumCalls());
        this.members = new ArrayList<>(most);
        this.owns = new ArrayList<>(most);
    }

    /** One that may be at fault, and by this evidence is. */
    private static final class Suspect<K> {
        private final K who;
        private final Own own;
        private final int index;
        private @Nullable Evidence evidence;
        private boolean compared;

        Suspect(K who, Own own, int index) {
            this.who = who;
            this.own = own;
            this.index = index;
        }
    }

    /**
     * One more is to be judged, and held against the others.
     *
     * @param who    comes back in the verdict
     * @param recent what its calls told; members that are out are not to be among these
     * @param weight its share relative to the others, above 0
     */
    public void add(K who, Recent recent, double weight) {
        members.add(who);
        owns.add(rest.add(recent, weight));
    }

    /**
     * Who is at fault, once all are added. The caller decides how many may go. Where those that are found hold half of the members, or of
     * the calls, nobody else is held against the rest: it is then no more the rule but a choice, and where shares of errors are spread
     * evenly each that is left out would make the next stand out.
     *
     * <p>A member that is at fault by one kind of calls alone is not: without those it fails no more than the rest, and answers some well.
     * Whether that kind is to be kept away from it is another judgement.
     *
     * @param parts a member's calls by kind, as far as they are told apart; asked for those only that are at fault
     */
    public Judgement<K> judge(Function<K, List<Counts>> parts) {
        rest.complete();
        List<Suspect<K>> found = find(parts);
        if (!rest.works(members.size() - found.size(), members.size())) found = withoutThoseAlike(found);
        found.sort(WORST_FIRST);
        return new Judgement<>(found.stream().map(Outliers::verdict).toList(), rest.recentErrors(), rest.recentCalls());
    }

    /**
     * Where most fail alike, and there are none that work to show that it can be done, it is what they have in common, or there are too
     * many calls for all of them together: to take some out would leave the others with more.
     */
    private List<Suspect<K>> withoutThoseAlike(List<Suspect<K>> found) {
        long alike = found.stream().filter(suspect -> !suspect.compared).count();
        if (alike < 2 || 2 * alike <= members.size()) return found;
        return new ArrayList<>(
                found.stream().filter(suspect -> suspect.compared).toList());
    }

    private List<Suspect<K>> find(Function<K, List<Counts>> parts) {
        List<Detector> detectors = List.of(
                new ErrorRate(rules.errors()),
                new FailureShare(rules.errors()),
                new SlowerThanOthers(rules.latency()),
                new SlowerThanBefore(rules.latency()));
        List<Suspect<K>> found = new ArrayList<>();
        boolean[] settled = new boolean[members.size()];
        boolean again = true;
        for (int round = 0; round < ROUNDS && again; round++) {
            again = false;
            for (Suspect<K> suspect : outstanding(settled)) {
                boolean ruled = 2 * found.size() < members.size() && rest.holdsHalf();
                judge(suspect, detectors, rest, ruled);
                if (suspect.evidence == null) continue;
                settled[suspect.index] = true;
                again = true;
                if (excuses(suspect, parts.apply(suspect.who), detectors, rest)) continue;
                rest.without(suspect.own.recent(), suspect.compared);
                found.add(suspect);
            }
        }
        return found;
    }

    /** Those that any detector could find at fault beside the rest, the worst first: where all are equal, hardly any. */
    private List<Suspect<K>> outstanding(boolean[] settled) {
        List<Suspect<K>> some = new ArrayList<>();
        for (int i = 0; i < settled.length; i++) {
            if (!settled[i] && standsOut(owns.get(i))) some.add(new Suspect<>(members.get(i), owns.get(i), i));
        }
        some.sort(WORST_FIRST);
        return some;
    }

    private boolean standsOut(Own own) {
        return ErrorRate.standsOut(own, rest)
                || FailureShare.standsOut(own, rules.errors())
                || SlowerThanOthers.standsOut(own, rest, rules.latency());
    }

    /** True if one part of its calls is at fault, which is left out of the sums from now on. */
    private static <K> boolean excuses(Suspect<K> suspect, List<Counts> parts, List<Detector> detectors, Rest rest) {
        for (Counts part : parts) {
            Recent left = suspect.own.recent().without(part);
            if (part.none() || left.counts().good() == 0) continue;
            Own own = rest.without(part, left, suspect.own.weight());
            if (!isSuspicious(own, detectors, rest)) return true;
            rest.back(part);
        }
        return false;
    }

    private static boolean isSuspicious(Own own, List<Detector> detectors, Rest rest) {
        Counts counts = own.counts();
        return TwoProportion.suspicious(counts.errors(), counts.calls(), rest.errorsBut(own), rest.callsBut(own))
                || detectors.stream().anyMatch(detector -> detector.judge(own, rest) != null);
    }

    /** @param ruled whether the rest is still the rule */
    private static void judge(Suspect<?> suspect, List<Detector> detectors, Rest rest, boolean ruled) {
        for (Detector detector : detectors) {
            if (detector.compares() && !ruled) continue;
            suspect.evidence = detector.judge(suspect.own, rest);
            if (suspect.evidence == null) continue;
            // Where all fail alike nobody may leave the sums, or it would look as if nothing failed.
            suspect.compared = ruled && (detector.compares() || ErrorRate.failsMore(suspect.own, rest));
            return;
        }
    }

    private static <K> Verdict<K> verdict(Suspect<K> suspect) {
        return new Verdict<>(suspect.who, Objects.requireNonNull(suspect.evidence));
    }
}
