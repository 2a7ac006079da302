package io.github.evenkeel.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.CallContext;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Clients of different releases send a key to the same member: a value here that changes moves the keys of everyone who updates. Then
 * the change is wrong, not the value.
 */
class SameInEveryReleaseTest {
    @Test
    void theHashOfAText() {
        assertThat(Hash.of("")).as("as published for XXH3").isEqualTo(0x2D06800538D394C2L);
        assertThat(Hash.of("a")).isEqualTo(0x0D78BAAC08237DDBL);
        assertThat(Hash.of("user-42")).isEqualTo(0x6276D201B55CBC55L);
        assertThat(Hash.of("10.0.1.10:8080")).isEqualTo(0xAC21C3804A7775BFL);
        assertThat(Hash.of("Z\u00fcrich")).isEqualTo(0xFB48C0DAD91213D1L);
    }

    @Test
    void theMixOfTwoHashes() {
        assertThat(Hash.mix(0)).isZero();
        assertThat(Hash.mix(1)).isEqualTo(0x5692161D100B05E5L);
        assertThat(Hash.mix(-1)).isEqualTo(0xB4D055FCF2CBBD7BL);
    }

    @ParameterizedTest
    @CsvSource({
        "rendezvous hash, m4 m1 m5 m2 m4 m4 m2 m3 m6 m3 m4 m0",
        "maglev hash,     m5 m1 m3 m0 m5 m6 m3 m5 m5 m5 m2 m2",
        "ring hash,       m1 m0 m2 m1 m4 m4 m6 m5 m1 m3 m4 m3"
    })
    void whoGetsTheFirstKeys(String name, String owners) {
        assertThat(ids(method(name), 7)).isEqualTo(owners);
    }

    /** Of 10,000 keys, in one number: equal weights, and weights of 1 to 3. */
    @ParameterizedTest
    @CsvSource({
        "rendezvous hash,    7,  -245791094,  -799161268",
        "rendezvous hash, 3000, -1278059219,  -155674584",
        "maglev hash,        7,   804998975,  2137411104",
        "maglev hash,     3000, -1954202924,    74941969",
        "ring hash,          7,   999185380,    95409306",
        "ring hash,       3000,  1946857758, -1622086765"
    })
    void whoGetsWhichKey(String name, int members, int equal, int weighted) {
        assertThat(digest(method(name), members, 1)).isEqualTo(equal);
        assertThat(digest(method(name), members, 3)).isEqualTo(weighted);
    }

    @Test
    void whoIsInAClientsSubset() {
        assertThat(ids(Selectors.subset(3, "client-1", Selectors.rendezvousHash()), 20))
                .isEqualTo("m13 m9 m13 m13 m13 m10 m10 m9 m10 m13 m9 m10");
    }

    private static Selector method(String name) {
        return List.of(Selectors.rendezvousHash(), Selectors.maglevHash(), Selectors.ringHash()).stream()
                .filter(method -> method.name().equals(name))
                .findAny()
                .orElseThrow();
    }

    private static String ids(Selector selector, int members) {
        Picker picker = over(selector, Fake.equal(members));
        return IntStream.range(0, 12).mapToObj(i -> owner(picker, i).toString()).collect(Collectors.joining(" "));
    }

    private static int digest(Selector selector, int members, int weights) {
        List<Fake> all = Fake.ofWeights(
                IntStream.range(0, members).mapToDouble(i -> 1 + i % weights).toArray());
        Picker picker = over(selector, all);
        return Arrays.hashCode(IntStream.range(0, 10_000)
                .map(i -> Integer.parseInt(owner(picker, i).toString().substring(1)))
                .toArray());
    }

    private static Picker over(Selector selector, List<Fake> members) {
        return selector.forPool(new SplittableRandom(1)).compile(Fake.all(members));
    }

    private static Candidate owner(Picker picker, int key) {
        return picker.pick(CallContext.forKey("user-" + key), 0);
    }
}
