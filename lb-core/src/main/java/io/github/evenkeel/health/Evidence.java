package io.github.evenkeel.health;

import io.github.evenkeel.Expect;
import io.github.evenkeel.Outcome.Kind;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a detector saw that speaks against a member.
 *
 * @param rule   the rule that was broken, such as {@code 5 in a row}
 * @param counts how often each outcome was seen, in the order of first sight
 * @param late   whether it is that answers came late, or not in time: as all members' do that have too many calls
 */
public record Evidence(String rule, Map<String, Integer> counts, boolean late) {
    private static final Set<String> LATE =
            Arrays.stream(Kind.values()).filter(Kind::late).map(Kind::name).collect(Collectors.toUnmodifiableSet());

    public Evidence {
        Expect.text("rule", rule);
        counts = Collections.unmodifiableMap(new LinkedHashMap<>(Expect.notNull("counts", counts)));
    }

    /** Late if most of what was counted is. */
    public Evidence(String rule, Map<String, Integer> counts) {
        this(rule, counts, late(Expect.notNull("counts", counts)));
    }

    static boolean late(Map<String, Integer> counts) {
        int late = 0;
        int all = 0;
        for (Map.Entry<String, Integer> each : counts.entrySet()) {
            all += each.getValue();
            if (LATE.contains(each.getKey())) late += each.getValue();
        }
        return 2 * late > all;
    }

    /** {@code 5 in a row: 3 x FAILURE 500, 2 x TIMEOUT}. */
    @Override
    public String toString() {
        return counts.entrySet().stream()
                .map(entry -> entry.getValue() + " x " + entry.getKey())
                .collect(Collectors.joining(", ", rule + ": ", ""));
    }
}
