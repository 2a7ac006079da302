package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.Backend;
import io.github.evenkeel.select.Candidate;
import io.github.evenkeel.select.Candidates;
import io.github.evenkeel.select.Picker;
import io.github.evenkeel.select.Selector;
import io.github.evenkeel.select.Selectors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is in which group, in which order, however the members come and go: one by one, or many at once. */
class RosterTest {
    private final Map<Selector.Compiler, List<String>> groups = new HashMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void membersAreInTheirGroupsInTheOrderTheyJoined(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, Backend> expected = new LinkedHashMap<>();
        for (String id : List.of("x", "y")) expected.put(id, Bench.backend(id));
        Bench bench = new Bench(
                seed,
                builder -> builder.selector(new Spy()).zone("here").drainTimeout(Duration.ofSeconds(1)),
                "x",
                "y");
        for (int step = 0; step < 300; step++) {
            List<String> ids = new ArrayList<>(expected.keySet());
            String some = ids.get(random.nextInt(ids.size()));
            switch (random.nextInt(5)) {
                case 0, 1 -> {
                    Backend backend = backend("m" + step, random);
                    bench.pool.add(backend);
                    expected.put(backend.id(), backend);
                }
                case 2 -> {
                    if (ids.size() == 1) continue;
                    bench.pool.remove(some);
                    expected.remove(some);
                }
                case 3 -> {
                    // Another description of some, as they are listed.
                    expected.replaceAll(
                            (id, backend) -> random.nextInt(4) == 0 ? redescribed(backend, random) : backend);
                    bench.pool.update(List.copyOf(expected.values()));
                }
                default -> {
                    // Few or many leave, as many join.
                    int most = random.nextBoolean() ? 3 : 40;
                    ids.subList(1, ids.size()).stream()
                            .limit(random.nextInt(most))
                            .forEach(expected::remove);
                    for (int i = random.nextInt(most); i > 0; i--) {
                        Backend backend = backend("m" + step + "-" + i, random);
                        expected.put(backend.id(), backend);
                    }
                    bench.pool.update(List.copyOf(expected.values()));
                }
            }
            if (random.nextInt(3) == 0) bench.time.advance(Duration.ofSeconds(1));
            Map<String, List<String>> wanted = expected.values().stream()
                    .collect(Collectors.groupingBy(
                            RosterTest::group, Collectors.mapping(Backend::id, Collectors.toList())));
            assertThat(groups.values().stream()
                            .filter(group -> !group.isEmpty())
                            .toList())
                    .containsExactlyInAnyOrderElementsOf(wanted.values());
            assertThat(bench.pool.backends()).containsExactlyElementsOf(expected.values());
        }
    }

    private static String group(Backend backend) {
        return backend.priority() + (backend.zone().equals("here") ? " here" : " elsewhere");
    }

    private static Backend backend(String id, SplittableRandom random) {
        return redescribed(Bench.backend(id), random);
    }

    private static Backend redescribed(Backend backend, SplittableRandom random) {
        return backend.withPriority(random.nextInt(3)).withZone(random.nextBoolean() ? "here" : "there");
    }

    /** Random choice that remembers whom each group had last. */
    private final class Spy implements Selector {
        @Override
        public String name() {
            return "spy";
        }

        @Override
        public Compiler forPool(RandomGenerator random) {
            Compiler real = Selectors.random().forPool(random);
            return new Compiler() {
                @Override
                public Picker compile(Candidates candidates) {
                    groups.put(
                            this, candidates.all().stream().map(Candidate::id).toList());
                    return real.compile(candidates);
                }
            };
        }
    }
}
