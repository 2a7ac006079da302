package io.github.evenkeel.health;

import java.util.Collection;
import java.util.List;

/** One of those to be judged together, as a pool would; see {@link Outliers#add}. */
record Observed<K>(K who, Recent recent, double weight) {
    /** Of weight 1. */
    Observed(K who, Recent recent) {
        this(who, recent, 1);
    }

    /** Who is at fault of all these, whose calls are all of one kind. */
    static <K> Judgement<K> judge(OutlierDetection rules, Collection<Observed<K>> members) {
        Outliers<K> outliers = new Outliers<>(rules, members.size());
        for (Observed<K> each : members) outliers.add(each.who, each.recent, each.weight);
        return outliers.judge(who -> List.of());
    }
}
