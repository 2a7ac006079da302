package io.github.evenkeel.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.CallContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SubsetTest {
    private static final int K = 5;

    private static Selector.Compiler compiler(String client) {
        return Selectors.subset(K, client, Selectors.roundRobin()).forPool(new SplittableRandom(1));
    }

    private static Set<String> used(Picker picker) {
        Set<String> used = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            Candidate choice = picker.pick(CallContext.any(), 0);
            if (choice != null) used.add(choice.id());
        }
        return used;
    }

    private static Set<String> used(String client, List<Fake> members) {
        return used(compiler(client).compile(Fake.all(members)));
    }

    private static Set<String> minus(Set<String> a, Set<String> b) {
        Set<String> left = new HashSet<>(a);
        left.removeAll(b);
        return left;
    }

    @Test
    void aClientUsesAsManyAsItMayAndAlwaysTheSame() {
        List<Fake> members = Fake.equal(50);
        Set<String> used = used("client 1", members);
        assertThat(used).hasSize(K).isEqualTo(used("client 1", Fake.equal(50)));
        assertThat(used("client 2", members)).isNotEqualTo(used);
    }

    @Test
    void aSmallPoolIsUsedWhole() {
        for (int n : new int[] {0, 1, K - 1, K})
            assertThat(used("client", Fake.equal(n))).hasSize(n);
    }

    @Test
    void oneMemberMoreOrLessChangesAtMostOneOfAClients() {
        List<Fake> members = Fake.equal(30);
        int changes = 0;
        for (int client = 0; client < 50; client++) {
            Set<String> before = used("client " + client, members);
            for (Fake leaving : members) {
                List<Fake> others = new ArrayList<>(members);
                others.remove(leaving);
                Set<String> after = used("client " + client, others);
                Set<String> gained = minus(after, before);
                assertThat(minus(before, after))
                        .isEqualTo(before.contains(leaving.id()) ? Set.of(leaving.id()) : Set.of());
                assertThat(gained).hasSize(before.contains(leaving.id()) ? 1 : 0);
                changes += gained.size();
            }
        }
        assertThat(changes).isEqualTo(50 * K);
    }

    @Test
    void overManyClientsAllMembersAreUsedAlike() {
        List<Fake> members = Fake.ofWeights(1, 9, 1, 9, 1, 9, 1, 9, 1, 9, 1, 9, 1, 9, 1, 9, 1, 9, 1, 9);
        Map<String, Long> clients = IntStream.range(0, 2000)
                .boxed()
                .flatMap(i -> used("client " + i, members).stream())
                .collect(Collectors.groupingBy(id -> id, Collectors.counting()));
        // 2,000 · 5 / 20 = 500 each, with a sigma of 19, whatever the weight.
        assertThat(clients).hasSize(20);
        assertThat(clients.values()).allMatch(count -> count > 420 && count < 580);
    }

    @Test
    void othersStepInForThoseThatAreOutAndStepBack() {
        List<Fake> members = Fake.equal(20);
        Selector.Compiler compiler = compiler("client");
        Set<String> all = used(compiler.compile(Fake.all(members)));
        Set<String> before = all;
        List<Fake> available = new ArrayList<>(members);
        for (String out : List.copyOf(all)) {
            available.removeIf(member -> member.id().equals(out));
            Set<String> now = used(compiler.compile(new Candidates(members, available)));
            assertThat(minus(before, now)).containsExactly(out);
            assertThat(now).hasSize(K);
            before = now;
        }
        assertThat(used(compiler.compile(Fake.all(members)))).isEqualTo(all);
        assertThat(used(compiler.compile(new Candidates(members, members.subList(0, 3)))))
                .hasSize(3);
        assertThat(used(compiler.compile(new Candidates(members, List.of())))).isEmpty();
    }

    @Test
    void whatTheInnerStrategyTellsIsPassedOn() {
        List<Fake> members = Fake.equal(20);
        Selector.Compiler compiler = Selectors.subset(K, "client", Selectors.sticky(Selectors.random()))
                .forPool(new SplittableRandom(1));
        Picker picker = compiler.compile(Fake.all(members));
        Candidate home = picker.pick(CallContext.forKey("ann"), 0);
        assertThat(compiler.figures(0)).containsEntry("stickyKeys", 1L);
        List<Fake> others = members.stream().filter(member -> member != home).toList();
        compiler.compile(Fake.all(others));
        assertThat(compiler.displaced()).containsExactly(new Displaced(home, 1, true));
        assertThat(compiler.gauge()).isNull();
    }

    @Test
    void aMemberThatIsOutAndStaysInTheSubsetKeepsItsKeys() {
        List<Fake> members = Fake.equal(20);
        Selector.Compiler compiler = Selectors.subset(K, "client", Selectors.sticky(Selectors.random()))
                .forPool(new SplittableRandom(1));
        Candidate home = compiler.compile(Fake.all(members)).pick(CallContext.forKey("ann"), 0);
        List<Fake> others = members.stream().filter(member -> member != home).toList();
        compiler.compile(new Candidates(members, others));
        assertThat(compiler.displaced()).containsExactly(new Displaced(home, 1, false));
        assertThat(compiler.compile(Fake.all(members)).pick(CallContext.forKey("ann"), 0))
                .isSameAs(home);
    }

    @Test
    void settingsAreCheckedAndNamed() {
        Selector inner = Selectors.roundRobin();
        assertThat(Selectors.subset(K, "client", inner)).hasToString("subset of 5 for client, round robin");
        assertThatThrownBy(() -> Selectors.subset(0, "client", inner)).hasMessage("size: 0 (expected: >= 1)");
        assertThatThrownBy(() -> Selectors.subset(1, " ", inner)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Selectors.subset(1, "client", null)).isInstanceOf(NullPointerException.class);
    }
}
