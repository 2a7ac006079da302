package io.github.evenkeel.health;

import io.github.evenkeel.Expect;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a detector saw that speaks against a member.
 *
 * @param rule   the rule that was broken, such as {@code 5 in a row}
 * @param counts how often each outcome was seen, in the order of first sight
 */
public record Evidence(String rule, Map<String, Integer> counts) {
    public Evidence {
        Expect.text("rule", rule);
        counts = Collections.unmodifiableMap(new LinkedHashMap<>(Expect.notNull("counts", counts)));
    }

    /** {@code 5 in a row: 3 x FAILURE 500, 2 x TIMEOUT}. */
    @Override
    public String toString() {
        return counts.entrySet().stream()
                .map(entry -> entry.getValue() + " x " + entry.getKey())
                .collect(Collectors.joining(", ", rule + ": ", ""));
    }
}
