package io.github.evenkeel.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Benchmark;

class TablesTest {
    private static final Measurement ANY = new Measurement(1_500_000, 1, 0);

    private static Cut cut(boolean quick, List<Strategy> selectors, List<Integer> sizes, List<Integer> threads) {
        return new Cut(quick, selectors, sizes, threads);
    }

    private static Map<Case, Measurement> measured(Table table) {
        Map<Case, Measurement> results = new HashMap<>();
        table.cases().forEach(each -> results.put(each, ANY));
        return results;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyStrategyIsMeasuredNextToItsFloor(boolean quick) {
        Cut cut = cut(quick, List.of(), List.of(), List.of());
        for (Table table : List.of(new PickTable(cut), new RebuildTable(cut))) {
            assertThat(table.cases()).doesNotHaveDuplicates();
            String text = table.of(measured(table));
            for (Strategy strategy : Strategy.values()) {
                assertThat(text.lines().filter(line -> line.startsWith(strategy.label() + " ")))
                        .as(strategy.label())
                        .isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsToRunIsThereToRun(boolean quick) {
        Cut cut = cut(quick, List.of(), List.of(), List.of());
        Stream.of(new PickTable(cut), new RebuildTable(cut), new InterceptorTable())
                .flatMap(table -> table.cases().stream())
                .forEach(each -> assertThat(Arrays.stream(each.benchmark().getMethods())
                                .filter(method -> method.isAnnotationPresent(Benchmark.class)
                                        && Modifier.isPublic(method.getModifiers()))
                                .map(method -> method.getName()))
                        .as(each.toString())
                        .contains(each.method()));
    }

    @Test
    void aNarrowedTableHasWhatWasAskedForAndItsFloors() {
        PickTable table = new PickTable(cut(true, List.of(Strategy.RING), List.of(77), List.of(3)));
        assertThat(table.cases())
                .extracting(Case::method, each -> each.parameter("n"), Case::threads)
                .containsExactly(tuple("ring", "77", 3), tuple("keyed", "77", 3));
    }

    @Test
    void theLimitIsHigherForAHashTableWhoseMembersChange() {
        RebuildTable table =
                new RebuildTable(cut(false, List.of(Strategy.P2C, Strategy.MAGLEV), List.of(10_000), List.of()));
        List<String> rows = table.of(measured(table))
                .lines()
                .filter(line -> line.contains("mixed"))
                .toList();
        assertThat(rows).hasSize(4);
        assertThat(rows.subList(0, 3)).allMatch(row -> row.endsWith("1 ms MISSES"));
        assertThat(rows.get(3)).contains("membership").endsWith("200 ms holds");
    }

    @Test
    void aPickIsHeldAgainstItsFloorAScanAgainstTwoAndOneClockReadAndBothAgainstTheirBytes() {
        Measurement floor = new Measurement(50, 1, 0);
        assertThat(judged(Strategy.P2C, "pick", 75, 0, floor)).isEqualTo("75.0 ns, 0 B holds");
        assertThat(judged(Strategy.P2C, "pick", 75.1, 0, floor)).isEqualTo("75.0 ns, 0 B MISSES");
        assertThat(judged(Strategy.P2C, "call", 60, 80, floor)).isEqualTo("75.0 ns, 80 B holds");
        assertThat(judged(Strategy.P2C, "call", 60, 88, floor)).isEqualTo("75.0 ns, 80 B MISSES");
        // Of 50 ns, 20 are the clock's: 2 x 30 + 20.
        assertThat(judged(Strategy.ADAPTIVE, "stamped", 80, 0, floor)).isEqualTo("80.0 ns, 0 B holds");
        assertThat(judged(Strategy.ADAPTIVE, "stamped", 80.1, 0, floor)).isEqualTo("80.0 ns, 0 B MISSES");
        assertThat(judged(Strategy.RING, "keyed", 1000, 0, floor)).isEqualTo("0 B holds");
    }

    private static String judged(Strategy strategy, String method, double nanos, double bytes, Measurement floor) {
        return Limit.judged(strategy, method, 100, 1, new Measurement(nanos, 1, bytes), floor, 20);
    }
}
