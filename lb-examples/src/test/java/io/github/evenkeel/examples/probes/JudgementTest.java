package io.github.evenkeel.examples.probes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.Backend;
import io.github.evenkeel.health.Status;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.MemberStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Runs without sockets: a hundred members, every 5 s, for 30 s. */
class JudgementTest {
    private static final int MEMBERS = 100;
    private static final Settings SETTINGS = new Settings(MEMBERS, 0, 0, 5, 30);

    private final List<double[]> begins = new ArrayList<>(
            IntStream.range(0, MEMBERS).mapToObj(i -> begins(i, 5)).toList());

    /** From its place in the first interval on. */
    private static double[] begins(int member, double interval) {
        double first = 5.0 * member / MEMBERS;
        return DoubleStream.iterate(first, at -> at < 30, at -> at + interval).toArray();
    }

    private List<String> broken(int threads, int failed) {
        return broken(SETTINGS, threads, failed, Set.of());
    }

    /** With these members found unhealthy. */
    private List<String> broken(Settings settings, int threads, int failed, Set<Integer> unhealthy) {
        BackendPool.Builder builder = BackendPool.builder("orders");
        for (int i = 0; i < MEMBERS; i++) {
            builder.backend(Backend.of("10.0.0.1", 80).withId(WatchedProbe.id(i)));
        }
        try (BackendPool pool = builder.build()) {
            Observed observed = new Observed(
                    settings,
                    begins,
                    30,
                    List.of(1, threads, 1),
                    failed,
                    0,
                    0,
                    pool.status().members().stream()
                            .map(each ->
                                    unhealthy.contains(WatchedProbe.member(each.backend())) ? unhealthy(each) : each)
                            .toList());
            return Judgement.of(observed).stream()
                    .filter(each -> !each.holds())
                    .map(Check::what)
                    .toList();
        }
    }

    private static MemberStatus unhealthy(MemberStatus now) {
        return new MemberStatus(
                now.backend(),
                Status.UNHEALTHY,
                "",
                null,
                false,
                now.since(),
                null,
                now.inFlight(),
                now.outcomes(),
                now.unanswered(),
                now.leaked(),
                now.latency(),
                now.recent(),
                now.ejections(),
                now.figures());
    }

    @Test
    void whatIsEvenHoldsInAll() {
        assertThat(broken(8, 0)).isEmpty();
    }

    @Test
    void aMemberThatIsProbedNoMoreIsLost() {
        begins.set(7, new double[] {0.35, 5.35});
        assertThat(broken(8, 0)).containsExactly("members lost", "longest interval of a member");
    }

    @Test
    void oneThatIsNeverProbedIsLost() {
        begins.set(7, new double[0]);
        assertThat(broken(8, 0)).containsExactly("members lost", "longest interval of a member");
    }

    @Test
    void aProbeLeftOutIsALongInterval() {
        begins.set(7, new double[] {0.35, 5.35, 15.35, 20.35, 25.35});
        assertThat(broken(8, 0)).containsExactly("longest interval of a member");
    }

    @Test
    void aMemberThatIsProbedAllTheTimeIsTooMuch() {
        begins.set(7, begins(7, 0.5));
        assertThat(broken(8, 0)).contains("probes made of 100 members");
    }

    /** By 2 %, where jitter alone may come to 1.2. */
    @Test
    void intervalsThatAreLateEachTimeDrift() {
        begins.replaceAll(each -> begins(begins.indexOf(each), 5.1));
        assertThat(broken(8, 0)).containsExactly("mean interval / setting (drift)");
    }

    @Test
    void membersProbedInStepAreNoSpread() {
        begins.replaceAll(each -> begins(0, 5));
        assertThat(broken(8, 0)).containsExactly("spread: probes begun per 100 ms");
    }

    @Test
    void aNinthThreadIsOneTooManyWhereNobodyHangs() {
        assertThat(broken(9, 0)).containsExactly("probe threads at once");
    }

    @Test
    void aHealthyMemberWhoseProbeFailsIsHarmed() {
        assertThat(broken(8, 1)).containsExactly("failed probes of members that answer");
    }

    @Test
    void eachMemberThatHangsMayHaveAThreadMoreAndNoOther() {
        Settings bad = new Settings(MEMBERS, 2, 1, 5, 30);
        assertThat(broken(bad, 10, 0, Set.of(0, 1, 2))).isEmpty();
        assertThat(broken(bad, 11, 0, Set.of(0, 1, 2))).containsExactly("probe threads at once");
    }

    @Test
    void whoIsFoundWhatItIsNotIsNamed() {
        Settings bad = new Settings(MEMBERS, 2, 1, 5, 30);
        assertThat(broken(bad, 8, 0, Set.of(0, 2))).containsExactly("members that hang or throw");
        assertThat(broken(bad, 8, 0, Set.of(0, 1, 2, 3))).containsExactly("members that answer");
    }
}
