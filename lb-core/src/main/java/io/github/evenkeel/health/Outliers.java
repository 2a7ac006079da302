package io.github.evenkeel.health;

import io.github.evenkeel.health.Detector.Own;
import io.github.evenkeel.health.Judgement.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A sweep's judgement over all members in rotation, or over all members that serve one route. Pure; O(N), and a sort of one number per
 * member.
 */
public final class Outliers {
    private static final Comparator<Suspect<?>> WORST_FIRST = Comparator.<Suspect<?>>comparingDouble(
                    suspect -> suspect.own.counts().errorRate())
            .thenComparingLong(suspect -> suspect.own.p95())
            .reversed();

    private Outliers() {}

    /**
     * One to be judged.
     *
     * @param who    comes back in the verdict
     * @param recent what its calls told; members that are out are not to be among these
     */
    public record Observed<K>(K who, Recent recent) {}

    /** One that may be at fault, and by this evidence is. */
    private static final class Suspect<K> {
        private final Observed<K> observed;
        private final Own own;
        private @Nullable Evidence evidence;

        Suspect(Observed<K> observed, Own own) {
            this.observed = observed;
            this.own = own;
        }
    }

    /** Who is at fault. The caller decides how many may go. */
    public static <K> Judgement<K> judge(OutlierDetection rules, Collection<Observed<K>> members) {
        Rest rest = new Rest(members.size(), rules.latency().minimumCalls());
        List<Suspect<K>> suspects = new ArrayList<>();
        for (Observed<K> member : members) {
            Own own = rest.add(member.recent());
            if (standsOut(own, rules)) suspects.add(new Suspect<>(member, own));
        }
        rest.complete();
        List<Detector> detectors = List.of(
                new ErrorRate(rules.errors()),
                new FailureShare(rules.errors()),
                new SlowerThanOthers(rules.latency()),
                new SlowerThanBefore(rules.latency()));
        List<Suspect<K>> found = new ArrayList<>();
        int before;
        do {
            before = found.size();
            for (Suspect<K> suspect : suspects) {
                if (suspect.evidence != null) continue;
                suspect.evidence = judge(detectors, suspect.own, rest);
                if (suspect.evidence == null) continue;
                // The rest is better than it seemed: those who looked no worse than the rest are looked at again.
                rest.without(suspect.observed.recent());
                found.add(suspect);
            }
        } while (found.size() > before);
        found.sort(WORST_FIRST);
        return new Judgement<>(found.stream().map(Outliers::verdict).toList(), rest.recentErrors(), rest.recentCalls());
    }

    /** Cheap, and true for all that any detector could find at fault. */
    private static boolean standsOut(Own own, OutlierDetection rules) {
        return own.counts().errors() > 0
                || own.p95() >= rules.latency().atLeast().toNanos();
    }

    private static @Nullable Evidence judge(List<Detector> detectors, Own own, Rest rest) {
        for (Detector detector : detectors) {
            Evidence evidence = detector.judge(own, rest);
            if (evidence != null) return evidence;
        }
        return null;
    }

    private static <K> Verdict<K> verdict(Suspect<K> suspect) {
        return new Verdict<>(suspect.observed.who(), Objects.requireNonNull(suspect.evidence));
    }
}
