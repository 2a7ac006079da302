package io.github.evenkeel.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Benchmark;

class TablesTest {
    private static final Measurement ANY = measured(1_500_000, 0);

    private static Measurement measured(double nanos, double bytes) {
        return new Measurement(List.of(new Sample(nanos, bytes)));
    }

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
        Stream.of(
                        new PickTable(cut),
                        new RebuildTable(cut),
                        new CallTable(cut),
                        new OutcomeTable(cut),
                        new SweepTable(cut))
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
    void aCallIsHeldAgainstABareOnePairByPair() {
        // Bare, ours, ours, bare, and again; the machine gets slower meanwhile.
        List<Sample> alone = new ArrayList<>();
        List<Sample> loopback = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            boolean bare = i % 4 == 0 || i % 4 == 3;
            double slower = 1 + (i - i % 2) / 64.0;
            alone.add(bare ? new Sample(1000 * slower, 100) : new Sample(1000 * slower + 240, 700));
            loopback.add(new Sample((bare ? 96 : 100) * slower, 0));
        }
        CallTable table = new CallTable(cut(true, List.of(), List.of(), List.of()));
        Map<Case, Measurement> results = new HashMap<>();
        for (Case each : table.cases()) {
            results.put(each, new Measurement(each.benchmark() == InterceptorBench.class ? alone : loopback));
        }
        List<String> rows = table.of(results).lines().toList();
        assertThat(rows.stream().filter(row -> row.contains("240 [240, 240]")))
                .hasSize(3)
                .satisfiesOnlyOnce(row -> assertThat(row).endsWith("600  250 ns, 640 B holds"))
                .satisfiesOnlyOnce(row -> assertThat(row).contains("(by hand)"));
        assertThat(rows.stream().filter(row -> row.contains("0.960 [0.960, 0.960]")))
                .hasSize(4)
                .allMatch(row -> row.endsWith("0.95 holds"));
    }

    @Test
    void anIntervalLeavesOutAsManyAsChanceMayPutThere() {
        double[] thirty = IntStream.rangeClosed(1, 30).asDoubleStream().toArray();
        // P[Binomial(30, 1/2) <= 9] = 0.0214, and <= 10 it would be 0.0494.
        assertThat(Interval.ofMedian(thirty)).isEqualTo(new Interval(15.5, 10, 21));
        assertThat(Interval.ofMedian(3, 1, 2, 5, 4, 6)).isEqualTo(new Interval(3.5, 1, 6));
        assertThat(Interval.ofMedian(1, 2, 3, 4, 5).low()).isNegative().isInfinite();
    }

    @Test
    void aPickIsHeldAgainstItsFloorAScanAgainstTwoAndOneClockReadAndBothAgainstTheirBytes() {
        Measurement floor = measured(50, 0);
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
        return Limit.judged(strategy, method, 100, 1, measured(nanos, bytes), floor, 20);
    }
}
