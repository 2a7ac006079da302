package io.github.evenkeel.health;

import static io.github.evenkeel.health.Sample.MILLI;
import static io.github.evenkeel.health.Sample.SECOND;
import static io.github.evenkeel.health.Sample.answers;
import static io.github.evenkeel.health.Sample.calls;
import static io.github.evenkeel.health.Sample.recent;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.Outcome.Kind;
import io.github.evenkeel.health.Judgement.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OutliersTest {
    private static final OutlierDetection RULES = OutlierDetection.defaults().withLatency(3, Duration.ofMillis(50), 50);

    private static List<Observed<Integer>> observed(List<Counts> counts) {
        List<Observed<Integer>> members = new ArrayList<>();
        for (Counts each : counts) members.add(new Observed<>(members.size(), recent(each)));
        return members;
    }

    private static List<Verdict<Integer>> judged(OutlierDetection rules, List<Counts> counts) {
        return Observed.judge(rules, observed(counts)).verdicts();
    }

    private static List<Integer> atFault(OutlierDetection rules, Counts... counts) {
        return judged(rules, List.of(counts)).stream().map(Verdict::who).toList();
    }

    private static Counts[] and(int many, Counts others, Counts... these) {
        List<Counts> all = new ArrayList<>(List.of(these));
        all.addAll(Collections.nCopies(many, others));
        return all.toArray(Counts[]::new);
    }

    @Test
    void whoFailsMoreThanTheRestIsAtFaultAndTheEvidenceSaysWhy() {
        List<Verdict<Integer>> verdicts =
                judged(RULES, List.of(calls(90, 10), calls(50, 50), calls(90, 10), calls(90, 10), calls(90, 10)));
        assertThat(verdicts).hasSize(1);
        assertThat(verdicts.get(0).who()).isEqualTo(1);
        assertThat(verdicts.get(0).evidence())
                .hasToString("error rate 50 % of 100 calls, the rest's 10 %: 50 x FAILURE");
    }

    @Test
    void nobodyIsAtFaultWhenAllFailAlike() {
        assertThat(atFault(RULES, and(4, calls(30, 70)))).isEmpty();
        assertThat(atFault(RULES)).isEmpty();
        assertThat(atFault(RULES, calls(50, 50))).isEmpty();
    }

    private static List<Integer> atFault(List<Counts> partsOfTheFirst, Counts... members) {
        Outliers<Integer> outliers = new Outliers<>(RULES, members.length);
        observed(List.of(members)).forEach(each -> outliers.add(each.who(), each.recent(), each.weight()));
        Judgement<Integer> judged = outliers.judge(who -> who == 0 ? partsOfTheFirst : List.of());
        return judged.verdicts().stream().map(Verdict::who).toList();
    }

    @Test
    void whoFailsByOneKindOfCallsIsNotAtFaultAsAWhole() {
        Counts[] members = and(4, calls(100, 0), calls(60, 30));
        assertThat(atFault(List.of(), members)).containsExactly(0);
        assertThat(atFault(List.of(calls(60, 0), calls(0, 30)), members)).isEmpty();
        assertThat(atFault(List.of(calls(30, 1), calls(30, 29)), members)).isEmpty();
    }

    @Test
    void whoFailsByTheOtherKindsTooIsAtFaultThoughThoseAreFew() {
        Counts[] members = and(4, calls(100, 0), calls(60, 30));
        assertThat(atFault(List.of(calls(30, 15), calls(30, 15)), members)).containsExactly(0);
        assertThat(atFault(List.of(calls(57, 25), calls(3, 5)), members)).containsExactly(0);
    }

    @Test
    void whoAnswersWellByOneKindOnlyIsNotExcusedByIt() {
        Counts[] members = and(4, calls(100, 0), calls(60, 30));
        assertThat(atFault(List.of(calls(60, 30)), members)).containsExactly(0);
        assertThat(atFault(List.of(calls(60, 28), calls(0, 2)), members)).containsExactly(0);
    }

    @Test
    void aKindThatFailsIsNoExcuseForTheOthers() {
        Counts[] members = and(3, calls(100, 0), calls(60, 30), calls(80, 20));
        assertThat(atFault(List.of(calls(30, 1), calls(30, 29)), members)).containsExactly(1);
    }

    /** Among 40 in 400 of the others 27 of 100 are no more than chance; they would be, were the first one's calls missing. */
    @Test
    void aKindThatIsNoExcuseStaysAmongTheCallsOfAll() {
        Counts[] members = and(4, calls(90, 10), calls(60, 60), calls(73, 27));
        assertThat(atFault(List.of(), members)).containsExactly(0);
        assertThat(atFault(List.of(calls(30, 30), calls(30, 30)), members)).containsExactly(0);
    }

    /** Beside the 300 faults of one kind of the second one's calls 40 of 100 are no more than chance. */
    @Test
    void whoIsHiddenByAKindThatFailsIsSeenOnceThatIsLeftOut() {
        Counts[] members = and(4, calls(100, 0), calls(700, 300), calls(60, 40));
        assertThat(atFault(List.of(calls(100, 300)), members)).containsExactly(1);
    }

    @Test
    void theErrorRateNeedsItsLeastCalls() {
        assertThat(atFault(RULES, and(9, calls(100, 0), calls(9, 10)))).isEmpty();
        assertThat(atFault(RULES, and(9, calls(100, 0), calls(9, 11)))).containsExactly(0);
        assertThat(atFault(RULES.withMinimumCalls(19), and(9, calls(100, 0), calls(9, 10))))
                .containsExactly(0);
        assertThat(atFault(RULES.withErrorRate(false), and(9, calls(100, 0), calls(50, 50))))
                .isEmpty();
    }

    @Test
    void whoAsGoodAsAlwaysFailsIsAtFaultWhateverTheRestDoes() {
        assertThat(atFault(RULES, and(3, calls(20, 80), calls(8, 42)))).isEmpty();
        assertThat(atFault(RULES, and(3, calls(20, 80), calls(7, 43)))).containsExactly(0);
        assertThat(atFault(RULES, and(3, calls(20, 80), calls(6, 43)))).isEmpty();
        assertThat(atFault(RULES, and(3, calls(20, 80), calls(15, 85))))
                .as("at the very share")
                .containsExactly(0);
        assertThat(atFault(RULES.withFailureShare(0, 50), and(3, calls(20, 80), calls(0, 50))))
                .isEmpty();
        assertThat(judged(RULES, List.of(calls(0, 50))).get(0).evidence())
                .hasToString("100 % of 50 calls failed: 50 x FAILURE");
    }

    @Test
    void theWorstComeFirst() {
        assertThat(atFault(RULES, and(8, calls(99, 1), calls(60, 40), calls(20, 80), calls(40, 60))))
                .containsExactly(1, 2, 0);
    }

    @Test
    void manyBadOnesDoNotExcuseEachOther() {
        // Among these the mean less 1.9 deviations would find no one.
        Counts bad = calls(100, 100);
        assertThat(atFault(RULES, and(6, calls(180, 20), bad, bad, bad, bad))).containsExactlyInAnyOrder(0, 1, 2, 3);
    }

    /** The worst hides the next: only when it is out of the statistics is the other one seen. */
    @Test
    void whoIsFoundLeavesTheStatistics() {
        Counts worse = calls(0, 100);
        Counts bad = calls(90, 60);
        assertThat(atFault(RULES, and(2, calls(95, 5), bad))).containsExactly(0);
        assertThat(atFault(RULES.withFailureShare(0, 1), and(2, calls(95, 5), bad, worse)))
                .containsExactly(1, 0);
    }

    /** Each hides the one before it, which fails more often but has fewer calls: one is found in each of four rounds. */
    @Test
    void whoIsSeenOnlyWhenFourOthersAreOutWaitsForTheNextSweep() {
        Counts last = calls(29, 5);
        Counts good = calls(582, 1);
        Counts[] chain = and(10, good, last, calls(76, 7), calls(190, 13), calls(463, 31), calls(1128, 72));
        assertThat(atFault(RULES, chain)).containsExactly(1, 2, 3, 4);
        assertThat(atFault(RULES, and(10, good, last))).containsExactly(0);
    }

    /** As above, with one more that fails by less than is worth an ejection until the fourth is out. */
    @Test
    void whoStandsOutOnlyAfterTheLastRoundWaitsForTheNextSweep() {
        Counts last = calls(29, 5);
        Counts hardly = calls(184, 10);
        Counts good = calls(564, 0);
        Counts[] chain = and(10, good, last, calls(76, 7), calls(190, 13), calls(463, 31), calls(1128, 72), hardly);
        assertThat(atFault(RULES, chain)).containsExactly(1, 2, 3, 4);
        assertThat(atFault(RULES, and(10, good, last, hardly))).containsExactly(0, 1);
    }

    @Test
    void whoAttractsMostCallsByFailingFastIsFoundAlone() {
        assertThat(atFault(RULES.withFailureShare(0, 1), and(3, calls(95, 5), calls(0, 2000), calls(60, 40))))
                .containsExactly(0);
    }

    /** Each that is left out makes the next stand out; without a limit most would go. */
    @Test
    void whereErrorsAreSpreadEvenlyHalfAreFoundAtTheMost() {
        for (int size : new int[] {2, 5, 10, 40}) {
            List<Counts> spread = new ArrayList<>();
            for (int i = 0; i < size; i++) spread.add(calls(2000 - 600 * i / (size - 1), 600 * i / (size - 1)));
            List<Integer> found =
                    judged(RULES, spread).stream().map(Verdict::who).toList();
            assertThat(found).hasSizeBetween(1, (size + 1) / 2);
            assertThat(found.get(0)).as("the worst first").isEqualTo(size - 1);
        }
    }

    /** A dependency that all share is down, or there are too many calls for all of them together. */
    @Test
    void whereAllFailAlikeNobodyGoesHoweverMuchTheyFail() {
        for (int size : new int[] {2, 3, 10}) {
            for (int failed : new int[] {85, 90, 100}) {
                Counts alike = calls(10 * (100 - failed), 10 * failed);
                assertThat(atFault(RULES, and(size, alike)))
                        .as("%s members, %s %%", size, failed)
                        .isEmpty();
            }
        }
    }

    /** Of ten, nine fail: whoever does not shows that it can be done. */
    @Test
    void whereOneWorksTheOthersAreAtFault() {
        assertThat(atFault(RULES, and(9, calls(0, 50), calls(50, 0)))).hasSize(9);
        assertThat(atFault(RULES, and(9, calls(0, 50), calls(9, 0))))
                .as("one that gets few calls has no trouble to answer them")
                .isEmpty();
        assertThat(atFault(RULES, and(6, calls(5, 45), calls(20, 30), calls(20, 30), calls(20, 30), calls(20, 30))))
                .as("they do not work either")
                .isEmpty();
        assertThat(atFault(RULES, and(9, calls(0, 300), calls(300, 0))))
                .isNotEmpty()
                .doesNotContain(0);
        assertThat(atFault(RULES, calls(0, 300))).containsExactly(0);
    }

    @Test
    void whoIsSlowIsAtFaultAndTheEvidenceSaysWhy() {
        Counts slow = answers(80, 100, 20, 900);
        List<Verdict<Integer>> verdicts =
                judged(RULES, List.of(slow, answers(300, 100, 0, 0), answers(300, 100, 0, 0)));
        assertThat(verdicts).hasSize(1);
        assertThat(verdicts.get(0).who()).isZero();
        assertThat(verdicts.get(0).evidence().toString())
                .matches("p95 \\d{3} ms, the others' \\d{2,3} ms: 20 x over \\d{3} ms");
        assertThat(atFault(RULES.withLatency(0, Duration.ZERO, 50), and(3, answers(100, 100, 0, 0), slow)))
                .isEmpty();
    }

    @Test
    void whoIsSlowIsFoundThoughAllTakeLong() {
        assertThat(atFault(RULES, and(4, answers(400, 5_000, 0, 0), answers(0, 0, 60, 30_000))))
                .containsExactly(0);
        assertThat(atFault(RULES, and(4, answers(400, 20_000, 0, 0), answers(0, 0, 60, 120_000))))
                .containsExactly(0);
    }

    @Test
    void slownessNeedsItsLeastAnswersAndItsLeastLatency() {
        Counts quick = answers(20_000, 2, 0, 0);
        assertThat(atFault(RULES, and(5, quick, answers(0, 0, 49, 900)))).isEmpty();
        assertThat(atFault(RULES, and(5, quick, answers(0, 0, 50, 900)))).containsExactly(0);
        assertThat(atFault(RULES, and(5, quick, answers(0, 0, 50, 40)))).isEmpty();
        assertThat(atFault(RULES.withLatency(3, Duration.ofMillis(20), 50), and(5, quick, answers(0, 0, 50, 40))))
                .containsExactly(0);
    }

    /** Four of weight 4 that answer in 100 ms, and one of this weight that takes so long; who is at fault, it is. */
    private static boolean lightOneIsAtFault(double weight, long millis) {
        // So many that per weight the others have more calls waiting: it is not for its load that it is slow.
        List<Observed<Integer>> members = new ArrayList<>();
        members.add(new Observed<>(0, recent(answers(50, millis, 0, 0)), weight));
        for (int i = 1; i <= 4; i++) members.add(new Observed<>(i, recent(answers(40_000, 100, 0, 0)), 4));
        List<Integer> found = Observed.judge(RULES, members).verdicts().stream()
                .map(Verdict::who)
                .toList();
        assertThat(found).isSubsetOf(0);
        return !found.isEmpty();
    }

    @Test
    void aLightMemberMayTakeLongerInProportionToItsWeight() {
        assertThat(lightOneIsAtFault(4, 400)).isTrue();
        assertThat(lightOneIsAtFault(2, 400)).isFalse();
        assertThat(lightOneIsAtFault(2, 800)).isTrue();
        assertThat(lightOneIsAtFault(1, 800)).isFalse();
        assertThat(lightOneIsAtFault(100, 400)).isTrue();
    }

    @Test
    void butNoMoreThanThreeTimesAsLongForThat() {
        assertThat(lightOneIsAtFault(1, 1_200)).isTrue();
        assertThat(lightOneIsAtFault(0.1, 800)).isFalse();
        assertThat(lightOneIsAtFault(0.1, 1_200)).isTrue();
    }

    /** Answers that wait in one queue are late together: it is not to be told from slowness, and passes. */
    @Test
    void whoHasMoreCallsWaitingThanItsPeersIsNotSlow() {
        Counts usual = answers(300, 100, 0, 0);
        assertThat(atFault(RULES, and(4, usual, answers(0, 0, 100, 400)))).containsExactly(0);
        assertThat(atFault(RULES, and(4, usual, answers(0, 0, 130, 400)))).isEmpty();
        List<Observed<Integer>> heavier = observed(List.of(and(4, usual, answers(0, 0, 130, 400))));
        Observed<Integer> heavy = new Observed<>(0, heavier.get(0).recent(), 2);
        heavier.set(0, heavy);
        assertThat(Observed.judge(RULES, heavier).verdicts()).hasSize(1);
    }

    @Test
    void nobodyIsSlowAlone() {
        assertThat(atFault(RULES, answers(0, 0, 500, 9000))).isEmpty();
        assertThat(atFault(RULES, answers(0, 0, 500, 9000), answers(10, 1, 0, 0)))
                .isEmpty();
        assertThat(atFault(RULES, and(4, answers(0, 0, 500, 9000)))).isEmpty();
    }

    @Test
    void ofTwoTheSlowerOneIsFoundAndUpToHalfOfMore() {
        Counts quick = answers(4000, 100, 0, 0);
        Counts slow = answers(0, 0, 200, 2000);
        assertThat(atFault(RULES, quick, slow)).containsExactly(1);
        assertThat(atFault(RULES, and(2, quick, slow, slow))).containsExactlyInAnyOrder(0, 1);
        assertThat(atFault(RULES, and(5, quick, slow, slow, slow, slow))).containsExactlyInAnyOrder(0, 1, 2, 3);
    }

    @Test
    void whatCallersWaitedBeforeTheyGaveUpShowsABlackHole() {
        Tally hole = new Tally();
        for (int i = 0; i < 60; i++) hole.record(Kind.CANCELLED, 2 * SECOND);
        assertThat(atFault(RULES, and(4, answers(1000, 100, 0, 0), hole.take())))
                .containsExactly(0);
    }

    private static Recent then(Counts before, Counts now) {
        return recent(before).next(now, 20 * SECOND, RULES);
    }

    @Test
    void whoBecameThreeTimesAsSlowWithinAMinuteIsAtFault() {
        Recent before = recent(answers(200, 200, 0, 0));
        Recent tripled = then(answers(200, 80, 0, 0), answers(0, 0, 120, 400)); // twice as slow as the others only
        List<Observed<String>> members =
                List.of(new Observed<>("tripled", tripled), new Observed<>("b", before), new Observed<>("c", before));
        List<Verdict<String>> verdicts = Observed.judge(RULES, members).verdicts();
        assertThat(verdicts).hasSize(1);
        assertThat(verdicts.get(0).who()).isEqualTo("tripled");
        assertThat(verdicts.get(0).evidence().toString())
                .matches("p95 \\d{3} ms, a minute ago \\d\\d ms: 120 x over \\d{3} ms");
    }

    @Test
    void whenAllBecomeSlowTogetherNobodyIsAtFault() {
        Recent tripled = then(answers(200, 80, 0, 0), answers(0, 0, 200, 400));
        List<Observed<Integer>> members = new ArrayList<>();
        for (int i = 0; i < 5; i++) members.add(new Observed<>(i, tripled));
        assertThat(Observed.judge(RULES, members).verdicts()).isEmpty();
    }

    @Test
    void whoWasAlwaysTwiceAsSlowIsLeftAlone() {
        Recent slower = then(answers(200, 400, 0, 0), answers(200, 400, 0, 0));
        Recent quick = recent(answers(200, 200, 0, 0));
        List<Observed<Integer>> members =
                List.of(new Observed<>(0, slower), new Observed<>(1, quick), new Observed<>(2, quick));
        assertThat(Observed.judge(RULES, members).verdicts()).isEmpty();
    }

    @Test
    void theRestOfARunIsWhatIsNotAtFault() {
        Judgement<Integer> judgement =
                Observed.judge(RULES, observed(List.of(and(5, calls(80, 20), calls(0, 1000), calls(100, 0)))));
        assertThat(judgement.errors()).isEqualTo(100);
        assertThat(judgement.calls()).isEqualTo(600);
        assertThat(judgement.enough(5, recent(calls(80, 20)))).isEqualTo(Runs.enough(5, 80, 500, 100));
        assertThat(judgement.enough(5, recent(calls(0, 0)))).isEqualTo(Runs.enough(5, 100, 600, 1));
        assertThat(Judgement.none().enough(5, recent(calls(80, 20)))).isEqualTo(5);
    }

    private static int enough(int members, Counts all) {
        return Observed.judge(RULES, observed(Collections.nCopies(members, all)))
                .enough(5, recent(all));
    }

    /** At 85 % the failure share finds them all; a run of faults is no news then, less than ever. */
    @Test
    void theMoreAllFailTheLongerARunMustBeWhoeverIsFound() {
        int before = 5;
        for (int percent : new int[] {10, 50, 80, 84, 86, 90, 95}) {
            int enough = enough(4, calls(1000 - 10 * percent, 10 * percent));
            assertThat(enough).as("at %s %%", percent).isGreaterThan(before);
            before = enough;
        }
        assertThat(enough(4, calls(0, 1000))).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void whoFailsAloneDoesNotLengthenTheRunsOfOthersWhicheverRuleFindsIt() {
        Counts good = calls(100, 0);
        for (OutlierDetection rules : List.of(RULES, RULES.withErrorRate(false))) {
            Judgement<Integer> judgement = Observed.judge(rules, observed(List.of(and(3, good, calls(0, 100)))));
            assertThat(judgement.verdicts()).hasSize(1);
            assertThat(judgement.enough(5, recent(good))).isEqualTo(5);
        }
    }

    /** However the pool looks: with those at fault out, no one who is left is, by rules applied one by one to plain sums. */
    @Test
    void noOneWhoIsLeftIsAtFaultAmongThoseWhoAreLeft() {
        SplittableRandom random = new SplittableRandom(6);
        int found = 0;
        for (int round = 0; round < 2000; round++) {
            List<Counts> counts = new ArrayList<>();
            int size = 1 + random.nextInt(12);
            for (int i = 0; i < size; i++) {
                double rate = random.nextInt(3) == 0 ? random.nextDouble() : 0.02;
                int many = random.nextInt(300);
                int errors = 0;
                for (int call = 0; call < many; call++) if (random.nextDouble() < rate) errors++;
                counts.add(calls(many - errors, errors));
            }
            List<Integer> out = judged(RULES, counts).stream().map(Verdict::who).toList();
            found += out.size();
            assertThat(out).doesNotHaveDuplicates();
            int all = counts.stream().mapToInt(Counts::calls).sum();
            int outCalls = out.stream().mapToInt(i -> counts.get(i).calls()).sum();
            boolean ruled = 2 * out.size() < size && (outCalls == 0 || 2 * outCalls < all);
            double errors = 0;
            double calls = 0;
            for (int i = 0; i < size; i++) {
                if (out.contains(i)) continue;
                errors += counts.get(i).errors();
                calls += counts.get(i).calls();
            }
            for (int i = 0; i < size; i++) {
                if (out.contains(i)) continue;
                Counts own = counts.get(i);
                double restErrors = errors - own.errors();
                double restCalls = calls - own.calls();
                boolean fails = ruled
                        && own.calls() >= 20
                        && TwoProportion.unlikely(own.errors(), own.calls(), restErrors, restCalls);
                boolean always = own.calls() >= 50 && own.errorRate() >= 0.85;
                assertThat(fails || always).isFalse();
            }
        }
        assertThat(found).isGreaterThan(1000);
    }

    @Test
    void latenciesAreSpokenOfInMilliseconds() {
        assertThat(Detector.millis(1_499_999)).isEqualTo("1 ms");
        assertThat(Detector.millis(900 * MILLI)).isEqualTo("900 ms");
        assertThat(Detector.percent(0.005)).isEqualTo(1);
    }

    private static List<Integer> found(Recent... members) {
        return found(RULES, members);
    }

    private static List<Integer> found(OutlierDetection rules, Recent... members) {
        List<Observed<Integer>> observed = new ArrayList<>();
        for (Recent each : members) observed.add(new Observed<>(observed.size(), each));
        return Observed.judge(rules, observed).verdicts().stream()
                .map(Verdict::who)
                .toList();
    }

    @Test
    void whoBecameSlowUnderMoreCallsThanItsPeersIsNotAtFault() {
        Recent usual = recent(answers(200, 200, 0, 0));
        assertThat(found(then(answers(200, 80, 0, 0), answers(0, 0, 120, 400)), usual, usual))
                .containsExactly(0);
        assertThat(found(then(answers(200, 80, 0, 0), answers(0, 0, 170, 400)), usual, usual))
                .isEmpty();
    }

    /** They are the 95th percentile, so it has more than tripled; but by chance three of fifty may be late. */
    @Test
    void threeLateAnswersOfFiftyAreNoSlowMemberHoweverLate() {
        Recent usual = recent(answers(2000, 100, 0, 0));
        assertThat(found(then(answers(200, 100, 0, 0), answers(47, 100, 3, 400)), usual, usual))
                .isEmpty();
        assertThat(found(then(answers(200, 100, 0, 0), answers(188, 100, 12, 400)), usual, usual))
                .containsExactly(0);
    }

    @Test
    void whoBecameAsSlowAsMostAnswersOfTheRestAreIsNotAtFault() {
        Recent usual = recent(answers(200, 200, 0, 0));
        Recent tripled = then(answers(200, 80, 0, 0), answers(0, 0, 120, 400));
        assertThat(found(tripled, usual, usual, recent(answers(0, 0, 100, 400))))
                .containsExactly(0);
        assertThat(found(tripled, usual, usual, recent(answers(0, 0, 4000, 400))))
                .isEmpty();
    }

    @Test
    void whereHalfAreFoundNobodyElseIsHeldAgainstTheRestAndTheWorstAreFoundFirst() {
        OutlierDetection rates = RULES.withFailureShare(0, 1);
        Counts good = calls(10_000, 0);
        assertThat(atFault(rates, and(1, good, calls(50, 50), calls(40, 60), calls(30, 70))))
                .containsExactly(2, 1);
        assertThat(atFault(rates, and(2, good, calls(50, 50), calls(40, 60), calls(30, 70))))
                .as("three of five")
                .containsExactly(2, 1, 0);
    }

    @Test
    void ofThoseThatFailAsOftenTheSlowestComeFirst() {
        Counts quick = answers(4000, 100, 0, 0);
        assertThat(atFault(RULES, and(3, quick, answers(0, 0, 60, 1000), answers(0, 0, 60, 2000))))
                .containsExactly(1, 0);
    }

    /** The one with most of the calls fails more than all others together; what those have in common is not their fault. */
    @Test
    void whereMostFailAlikeWhoFailsMoreStillGoes() {
        Counts alike = calls(10, 90);
        List<Counts> members = new ArrayList<>(List.of(calls(0, 10_000), calls(100, 0)));
        members.addAll(Collections.nCopies(8, alike));
        assertThat(judged(RULES, members)).extracting(Verdict::who).containsExactly(0);
    }

    @Test
    void howSlowIsTooSlowIsTheLeastAtWhichAMemberGoes() {
        Counts slow = answers(0, 0, 60, 900);
        long p95 = slow.latencies().quantileNanos(0.95);
        Counts[] members = and(4, answers(1000, 100, 0, 0), slow);
        assertThat(atFault(RULES.withLatency(3, Duration.ofNanos(p95), 50), members))
                .containsExactly(0);
        assertThat(atFault(RULES.withLatency(3, Duration.ofNanos(p95 + 1), 50), members))
                .isEmpty();

        Recent usual = recent(answers(200, 200, 0, 0));
        Counts tripled = answers(0, 0, 120, 400);
        long since = tripled.latencies().quantileNanos(0.95);
        Recent became = then(answers(200, 80, 0, 0), tripled);
        assertThat(found(RULES.withLatency(3, Duration.ofNanos(since), 50), became, usual, usual))
                .containsExactly(0);
        assertThat(found(RULES.withLatency(3, Duration.ofNanos(since + 1), 50), became, usual, usual))
                .isEmpty();
    }

    @Test
    void whoBecameThreeTimesAsSlowIsLeftAloneAmongThoseThatAreNearlyAsSlow() {
        Recent usual = recent(answers(200, 250, 0, 0));
        assertThat(found(then(answers(200, 80, 0, 0), answers(0, 0, 120, 300)), usual, usual))
                .isEmpty();
        assertThat(found(then(answers(200, 80, 0, 0), answers(0, 0, 120, 450)), usual, usual))
                .containsExactly(0);
    }

    /** Two buckets are 1.41 times at the least, and 1.496 times here. */
    @Test
    void whoBecameThreeTimesAsSlowIsLeftAloneIfItIsHardlyAHalfSlowerThanTheOthers() {
        Recent usual = recent(answers(200, 250, 0, 0));
        assertThat(found(then(answers(200, 80, 0, 0), answers(0, 0, 120, 350)), usual, usual))
                .isEmpty();
    }

    @Test
    void aLightMemberMayBecomeSlowerInProportionToItsWeight() {
        Recent usual = recent(answers(1000, 250, 0, 0));
        Recent became = then(answers(200, 80, 0, 0), answers(0, 0, 120, 550));
        for (int weight = 1; weight <= 2; weight++) {
            List<Observed<Integer>> members = List.of(
                    new Observed<>(0, became, weight), new Observed<>(1, usual, 2), new Observed<>(2, usual, 2));
            assertThat(Observed.judge(RULES, members).verdicts())
                    .as("twice as slow as the others, of weight %s", weight)
                    .hasSize(weight - 1);
        }
    }

    @Test
    void whoBecameTwiceAsSlowIsLeftAlone() {
        Recent usual = recent(answers(200, 200, 0, 0));
        assertThat(found(then(answers(200, 200, 0, 0), answers(0, 0, 120, 400)), usual, usual))
                .isEmpty();
    }

    /** Three who took so long, and one whose 95th percentile is that. */
    private static boolean standsOut(long p95, LatencyRules rules) {
        Rest rest = new Rest(3, 20);
        for (int i = 0; i < 3; i++) rest.add(recent(answers(20, 100, 0, 0)), 1);
        rest.complete();
        return SlowerThanOthers.standsOut(new Detector.Own(Recent.from(0), p95, 1), rest, rules);
    }

    @Test
    void whoseLatencyIsOneAndAHalfTimesTheOthersStandsOut() {
        long others = answers(20, 100, 0, 0).latencies().quantileNanos(0.95);
        assertThat(others % 2).isZero();
        long apart = others * 3 / 2;
        assertThat(standsOut(apart, RULES.latency())).isTrue();
        assertThat(standsOut(apart - 1, RULES.latency())).isFalse();
        long least = 50 * MILLI;
        LatencyRules higher =
                RULES.withLatency(3, Duration.ofNanos(apart + least), 50).latency();
        assertThat(standsOut(apart + least, higher)).isTrue();
        assertThat(standsOut(apart + least - 1, higher)).isFalse();
        assertThat(standsOut(apart, RULES.withLatency(0, Duration.ZERO, 50).latency()))
                .isFalse();
    }

    @Test
    void whoFailsAsOftenAsTheOthersDoesNotStandOut() {
        Rest rest = new Rest(2, 20);
        Detector.Own worse = rest.add(recent(calls(89, 11)), 1);
        Detector.Own like = rest.add(recent(calls(94, 6)), 1);
        rest.complete();
        assertThat(ErrorRate.standsOut(worse, rest)).isTrue();
        assertThat(ErrorRate.standsOut(like, rest)).isFalse();
    }
}
