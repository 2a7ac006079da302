package io.github.evenkeel.select;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.evenkeel.CallContext;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What every selector promises, whatever its strategy. A new one is one more line in {@link #selectors}. */
@ParameterizedClass(name = "{0}")
@MethodSource("selectors")
class SelectorContractTest {
    /** In what a selector may differ from the others. */
    enum Trait {
        /** It compares calls in flight, so they are spread at every instant, and not only in the long run. */
        LOOKS_AT_LOAD,
        /** It shares out turns, so the shares hold at every instant too. */
        TAKES_TURNS,
        /** To it all weights are the same. */
        IGNORES_WEIGHTS,
        /** It goes by the calls' keys: here each call has another. */
        KEYED,
        /** Its shares follow the weights only about: points fall on a circle as they like. */
        UNEVEN,
        /** It is given weights of more decimals than any cycle of turns can have. */
        IRREGULAR,
    }

    /** A selector, a number of members that makes it take one of its paths, and what is special about it. */
    record Case(Selector selector, int members, Set<Trait> traits) {
        Case(Selector selector, int members, Trait... traits) {
            this(selector, members, Set.of(traits));
        }

        boolean is(Trait trait) {
            return traits.contains(trait);
        }

        @Override
        public String toString() {
            return selector.name() + " over " + members + (is(Trait.KEYED) ? ", by key" : "");
        }
    }

    static Stream<Case> selectors() {
        return Stream.of(
                new Case(Selectors.roundRobin(), 10, Trait.TAKES_TURNS),
                new Case(Selectors.leastConnections(), 10, Trait.LOOKS_AT_LOAD),
                new Case(Selectors.leastConnections(), 200, Trait.LOOKS_AT_LOAD),
                new Case(Selectors.powerOfTwoChoices(), 10, Trait.LOOKS_AT_LOAD),
                new Case(Selectors.weightedRoundRobin(), 10, Trait.TAKES_TURNS),
                new Case(Selectors.weightedRoundRobin(), 10, Trait.TAKES_TURNS, Trait.IRREGULAR),
                new Case(Selectors.adaptive(), 10, Trait.LOOKS_AT_LOAD),
                new Case(Selectors.adaptive(), 200, Trait.LOOKS_AT_LOAD),
                new Case(Selectors.peakEwma(), 10, Trait.LOOKS_AT_LOAD),
                new Case(Selectors.random(), 10, Trait.IGNORES_WEIGHTS),
                new Case(Selectors.weightedRandom(), 10),
                new Case(Selectors.consistentHash(), 10),
                new Case(Selectors.consistentHash(), 10, Trait.KEYED),
                new Case(Selectors.consistentHash(), 100, Trait.KEYED),
                new Case(Selectors.consistentHash().bounded(1.25), 10, Trait.KEYED),
                new Case(Selectors.consistentHash().bounded(2), 200, Trait.KEYED),
                new Case(Selectors.rendezvousHash(), 100, Trait.KEYED),
                new Case(Selectors.maglevHash(), 10, Trait.KEYED),
                new Case(Selectors.ringHash(), 10, Trait.KEYED, Trait.UNEVEN),
                new Case(Selectors.ringHash().bounded(1.5), 100, Trait.KEYED, Trait.UNEVEN),
                new Case(Selectors.sticky(Selectors.powerOfTwoChoices()), 10, Trait.LOOKS_AT_LOAD),
                new Case(Selectors.sticky(Selectors.leastConnections()), 10, Trait.KEYED, Trait.LOOKS_AT_LOAD),
                new Case(new Subset(10), 10, Trait.LOOKS_AT_LOAD),
                new Case(new Subset(200), 200, Trait.LOOKS_AT_LOAD));
    }

    /** A subset of a fleet in which more members than it takes are known, but not more of them serve: so it ranks, and all given step in. */
    private record Subset(int size) implements Selector {
        @Override
        public String name() {
            return inner().name();
        }

        private Selector inner() {
            return Selectors.subset(size, "client", Selectors.adaptive());
        }

        @Override
        public Compiler forPool(RandomGenerator random) {
            Compiler inner = inner().forPool(random);
            return new Compiler() {
                @Override
                public Picker compile(Candidates candidates) {
                    List<Candidate> all = new ArrayList<>(candidates.all());
                    for (int i = 0; i < size; i++) {
                        Fake out = new Fake("out" + i, 1);
                        out.available = false;
                        out.gauge = gauge();
                        all.add(out);
                    }
                    return inner.compile(new Candidates(all, candidates.available()));
                }

                @Override
                public Gauge gauge() {
                    return inner.gauge();
                }
            };
        }
    }

    private static final long NOW = Long.MAX_VALUE;
    private final Case given;
    private final int n;
    private int calls;

    SelectorContractTest(Case given) {
        this.given = given;
        this.n = given.members;
    }

    /** Another call, with a key of its own where keys matter. */
    private CallContext call() {
        return given.is(Trait.KEYED) ? CallContext.forKey("key " + calls++) : CallContext.any();
    }

    /** Gives the members what the strategy measures them by, as a pool does when they join. */
    private Selector.Compiler compiler(long seed) {
        Selector.Compiler compiler = given.selector.forPool(new SplittableRandom(seed));
        return candidates -> {
            for (Candidate member : candidates.all()) ((Fake) member).gauge = compiler.gauge();
            return compiler.compile(candidates);
        };
    }

    private Picker over(List<Fake> members) {
        return compiler(1).compile(Fake.all(members));
    }

    private static Fake pick(Picker picker, CallContext context) {
        return (Fake) picker.pick(context, NOW);
    }

    /** Weights 1, 2, 3, 1, 2, 3 …, or as irregular as can be. */
    private List<Fake> unequal() {
        double[] weights = new double[n];
        for (int i = 0; i < n; i++) weights[i] = (1 + i % 3) * (given.is(Trait.IRREGULAR) ? Math.PI : 1);
        return Fake.ofWeights(weights);
    }

    /** The weight as this selector sees it. */
    private double weight(Fake member) {
        return given.is(Trait.IGNORES_WEIGHTS) ? 1 : member.weight();
    }

    private double total(List<Fake> members) {
        return members.stream().mapToDouble(this::weight).sum();
    }

    // ---- shares

    /**
     * Each count within 4.5 sigma of its binomial share: with at most 200 members x 3 seeds a false alarm is a 1 in 250 seed. Where
     * shares are uneven, within 60 %: the points of 150 per weight leave each member a share with a sigma of 8 %, or 16 % of it in the
     * circles of those of equal weight.
     */
    private void sharesFollowTheWeights(List<Fake> members) {
        int picks = 200_000;
        for (long seed = 1; seed <= 3; seed++) {
            members.forEach(member -> member.picked = 0);
            Picker picker = compiler(seed).compile(Fake.all(members));
            for (int i = 0; i < picks; i++) pick(picker, call()).picked++;
            for (Fake member : members) {
                double share = weight(member) / total(members);
                double sigma = Math.sqrt(picks * share * (1 - share));
                double off = given.is(Trait.UNEVEN) ? 0.6 * picks * share : 4.5 * sigma;
                assertThat((double) member.picked).isBetween(picks * share - off, picks * share + off);
            }
        }
    }

    @Test
    void idleMembersAreChosenByWeight() {
        sharesFollowTheWeights(unequal());
    }

    @Test
    void equalIdleMembersAreChosenEquallyWhateverTheirPlace() {
        sharesFollowTheWeights(Fake.equal(n));
    }

    @Test
    void membersEquallyLoadedPerWeightAreChosenWhateverTheirPlace() {
        List<Fake> members = Fake.equal(n);
        members.forEach(member -> member.inFlight = 3);
        sharesFollowTheWeights(members);
    }

    @Test
    void callsThatStayOpenAreSpreadByWeight() {
        if (!given.is(Trait.LOOKS_AT_LOAD) && !given.is(Trait.TAKES_TURNS)) return;
        List<Fake> members = unequal();
        Picker picker = over(members);
        double perWeight = 100;
        int calls = (int) (perWeight * total(members));
        for (int i = 0; i < calls; i++) pick(picker, call()).inFlight++;
        for (Fake member : members) {
            // Two choices keep the most loaded within a few calls of the mean; 10 % of 100 per weight is far more.
            assertThat(member.inFlight / member.weight()).isBetween(perWeight * 0.9, perWeight * 1.1);
        }
    }

    // ---- what is usable

    @Test
    void nobodyAvailableIsNobody() {
        assertThat(over(List.of()).pick(call(), NOW)).isNull();
        List<Fake> members = Fake.equal(n);
        Picker picker = over(members);
        members.forEach(member -> member.available = false);
        for (int i = 0; i < 100; i++) assertThat(picker.pick(call(), NOW)).isNull();
    }

    @Test
    void aSingleMemberGetsEveryCallUntilItIsTriedOrOut() {
        List<Fake> one = Fake.ofWeights(0.001);
        Picker picker = over(one);
        one.get(0).inFlight = Integer.MAX_VALUE - 1;
        for (int i = 0; i < 100; i++) assertThat(picker.pick(call(), NOW)).isSameAs(one.get(0));
        assertThat(picker.pick(call().withTried("m0"), NOW)).isNull();
        one.get(0).available = false;
        assertThat(picker.pick(call(), NOW)).isNull();
    }

    @Test
    void aStalePickerFindsTheOneThatIsLeft() {
        for (List<Fake> members : List.of(Fake.equal(n), unequal())) {
            Picker picker = over(members);
            for (int left : new int[] {0, 1, n / 2, n - 1}) {
                members.forEach(member -> member.available = false);
                members.get(left).available = true;
                for (int i = 0; i < 300; i++)
                    assertThat(picker.pick(call(), NOW)).isSameAs(members.get(left));
            }
        }
    }

    @Test
    void aMemberThatFellOutIsNeverChosenAgainByAStalePicker() {
        List<Fake> members = unequal();
        Picker picker = over(members);
        SplittableRandom random = new SplittableRandom(5);
        for (int out = n; out > 1; out--) {
            Fake victim = members.get(random.nextInt(n));
            victim.available = false;
            if (members.stream().noneMatch(Fake::available)) break;
            for (int i = 0; i < 100; i++)
                assertThat(pick(picker, call()).available).isTrue();
        }
    }

    @Test
    void whatWasTriedIsNotChosenWhileThereIsAnother() {
        List<Fake> members = unequal();
        Picker picker = over(members);
        CallContext context = call();
        Set<Fake> chosen = new HashSet<>();
        for (int i = 0; i < n; i++) {
            Fake choice = pick(picker, context);
            assertThat(chosen.add(choice)).isTrue();
            context = context.withTried(choice.id());
        }
        assertThat(picker.pick(context, NOW)).isNull();
    }

    @Test
    void onlyTheAvailableOfARotationAreChosen() {
        List<Fake> all = unequal();
        Picker picker = compiler(1).compile(new Candidates(all, all.subList(0, 2)));
        for (int i = 0; i < 100; i++) assertThat(all.subList(0, 2)).contains(pick(picker, call()));
    }

    @Test
    void membersMayComeAndGoBetweenRotations() {
        Selector.Compiler compiler = compiler(1);
        for (int size : new int[] {n, n / 2, 1, 0, 2, n, 3}) {
            List<Fake> members = unequal().subList(0, size);
            Picker picker = compiler.compile(Fake.all(members));
            Set<Fake> chosen = new HashSet<>();
            for (int i = 0; i < 60 * n; i++) {
                Fake choice = pick(picker, call());
                if (choice != null) chosen.add(choice);
            }
            assertThat(chosen).containsExactlyInAnyOrderElementsOf(members);
        }
    }

    // ---- load

    @Test
    void aMemberThatAskedForAPauseIsPassedOverWhileOthersAreThere() {
        List<Fake> members = unequal();
        Picker picker = over(members);
        Fake paused = members.get(n / 2);
        paused.heldOff = true;
        for (int i = 0; i < 10_000; i++) assertThat(pick(picker, call())).isNotSameAs(paused);
    }

    @Test
    void whenAllAskedForAPauseTheyServe() {
        List<Fake> members = Fake.equal(n);
        members.forEach(member -> member.heldOff = true);
        Picker picker = over(members);
        Set<Fake> chosen = new HashSet<>();
        for (int i = 0; i < 100 * n; i++) chosen.add(pick(picker, call()));
        assertThat(chosen).hasSize(n);
    }

    @Test
    void aMemberWithFaultsLosesAgainstEveryOther() {
        if (!given.is(Trait.LOOKS_AT_LOAD)) return;
        List<Fake> members = Fake.equal(n);
        Fake faulty = members.get(n / 2);
        faulty.penalty = Penalty.FAULT;
        members.forEach(member -> member.inFlight = member == faulty ? 0 : 2);
        Picker picker = over(members);
        for (int i = 0; i < 10_000; i++) assertThat(pick(picker, call())).isNotSameAs(faulty);
    }

    @Test
    void aPickAllocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        List<Picker> pickers = new ArrayList<>(List.of(over(Fake.equal(n)), over(unequal())));
        List<Fake> busy = unequal();
        busy.forEach(member -> member.inFlight = 3);
        pickers.add(over(busy));
        List<Fake> halfOut = unequal();
        for (int i = 0; i < n; i += 2) halfOut.get(i).available = false;
        pickers.add(over(halfOut));
        CallContext[] calls = Stream.generate(this::call).limit(1000).toArray(CallContext[]::new);
        for (int i = 0; i < calls.length; i += 2) calls[i] = calls[i].withTried("m0");
        List<Fake> warming = unequal();
        warming.get(1).warming = true;
        warming.get(1).ramp = 0.5;
        pickers.add(over(warming));
        for (Picker picker : pickers) {
            long allocated = Long.MAX_VALUE;
            // Compilation may still be on its way in the first rounds; what counts is that some round is clean.
            for (int round = 0; round < 20 && allocated > 1000; round++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 100_000; i++) {
                    picker.pick(calls[i % calls.length], NOW);
                }
                allocated = threads.getCurrentThreadAllocatedBytes() - before;
            }
            // A single object per pick would be 1.6 MB.
            assertThat(allocated).isLessThanOrEqualTo(1000);
        }
    }

    // ---- warm-up

    /** The calls that one member gets of 100,000 when all are idle. */
    private int calls(List<Fake> members, Fake one) {
        calls = 0;
        Picker picker = over(members);
        int picked = 0;
        for (int i = 0; i < 100_000; i++) {
            if (pick(picker, call()) == one) picked++;
        }
        return picked;
    }

    @Test
    void aMemberThatWarmsUpGetsThatPartOfItsFairShare() {
        for (List<Fake> members : List.of(Fake.equal(n), unequal(), Fake.equal(2))) {
            Fake cold = members.get(1);
            int fair = calls(members, cold);
            cold.warming = true;
            for (double factor : new double[] {0.1, 0.3, 0.6}) {
                cold.ramp = factor;
                // Both are counted, so both are off by chance.
                double off = 4.5 * Math.sqrt(factor * fair + factor * factor * fair);
                assertThat((double) calls(members, cold)).isBetween(factor * fair - off, factor * fair + off);
            }
        }
    }
}
