package io.github.evenkeel.health;

import static io.github.evenkeel.health.Sample.answers;
import static io.github.evenkeel.health.Sample.calls;
import static io.github.evenkeel.health.Sample.recent;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class RestTest {
    /** By a list without the one, sorted: the lower one of two in the middle. */
    private static double median(List<Detector.Own> members, int own, ToDoubleFunction<Detector.Own> figure) {
        List<Detector.Own> others = new ArrayList<>(members);
        others.remove(own);
        double[] sorted = others.stream().mapToDouble(figure).sorted().toArray();
        return sorted[(sorted.length - 1) / 2];
    }

    @Test
    void eachIsHeldAgainstTheMedianOfTheOthersInWhateverOrderTheyCome() {
        SplittableRandom random = new SplittableRandom(8);
        int busier = 0;
        for (int round = 0; round < 2000; round++) {
            int size = 2 + random.nextInt(6);
            Rest rest = new Rest(size + 1, 20);
            List<Detector.Own> members = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                int many = 20 + random.nextInt(3) * 10;
                members.add(rest.add(
                        recent(answers(many, 100L * (1 + random.nextInt(4)), 0, 0)), 1 + random.nextInt(3)));
            }
            rest.add(recent(answers(19, 9000, 0, 0)), 1); // too few answers to be one of them
            rest.complete();
            for (int i = 0; i < size; i++) {
                Detector.Own own = members.get(i);
                assertThat(rest.p95But(own)).isEqualTo((long) median(members, i, Detector.Own::p95));
                boolean noBusier = own.load() <= 1.5 * median(members, i, Detector.Own::load);
                assertThat(rest.noBusier(own)).isEqualTo(noBusier);
                if (!noBusier) busier++;
            }
        }
        assertThat(busier).isGreaterThan(1000);
    }

    @Test
    void theRestHoldsHalfWhileMoreThanHalfOfTheCallsAreLeft() {
        Rest rest = new Rest(3, 20);
        rest.add(recent(calls(0, 100)), 1);
        rest.add(recent(calls(99, 1)), 1);
        rest.complete();
        assertThat(rest.holdsHalf()).isTrue();
        rest.without(recent(calls(0, 99)), true);
        assertThat(rest.holdsHalf()).as("101 of 200").isTrue();
        rest.without(recent(calls(0, 1)), true);
        assertThat(rest.holdsHalf()).isFalse();
        Rest none = new Rest(1, 20);
        none.complete();
        assertThat(none.holdsHalf()).as("nothing is missing").isTrue();
    }

    /** Two who fail all of so many calls and are out, beside one whose calls are good. */
    private static Rest left(int good, int failed) {
        Rest rest = new Rest(2, 20);
        rest.add(recent(calls(good, 0)), 1);
        rest.add(recent(calls(0, failed)), 1);
        rest.complete();
        rest.without(recent(calls(0, failed)), true);
        return rest;
    }

    @Test
    void whoIsLeftWorksWithHalfOfItsEvenPartOfTheCalls() {
        assertThat(left(50, 350).works(1, 4)).as("half of 400 / 4").isTrue();
        assertThat(left(49, 351).works(1, 4)).isFalse();
        assertThat(left(50, 150).works(2, 4)).as("two with half of 2 * 200 / 4").isTrue();
        assertThat(left(49, 151).works(2, 4)).isFalse();
    }

    /** Of nine without an error a rate of a half is three deviations away. */
    @Test
    void whoIsLeftWorksIfMoreOfItsCallsAreGoodThanNotSurely() {
        assertThat(TwoProportion.upperBound(0, 9, TwoProportion.SURE)).isEqualTo(0.5);
        assertThat(left(9, 0).works(1, 1)).isFalse();
        assertThat(left(10, 0).works(1, 1)).isTrue();
    }
}
