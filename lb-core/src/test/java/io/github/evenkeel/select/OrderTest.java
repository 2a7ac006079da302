package io.github.evenkeel.select;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderTest {
    private static List<String> inOrder(Order order, List<Fake> members) {
        return IntStream.range(0, order.size())
                .mapToObj(rank -> members.get(order.place(rank)).id())
                .toList();
    }

    /** From one order to the next, whoever comes, goes or is replaced, and whether the list keeps its order or not. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void theNextOrderIsTheOneMadeAnew(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        // Few hashes, so that ids decide too.
        ToLongFunction<String> hash = id -> Math.floorMod(Hash.of(id), 37) - 18;
        List<Fake> members = new ArrayList<>();
        Order order = Order.by(hash);
        for (int step = 0; step < 500; step++) {
            for (int i = random.nextInt(3); i > 0; i--) members.add(new Fake("m" + random.nextInt(1 << 30), 1));
            for (int i = random.nextInt(4); i > 0 && !members.isEmpty(); i--)
                members.remove(random.nextInt(members.size()));
            if (random.nextInt(20) == 0) Collections.shuffle(members, new Random(random.nextLong()));
            if (random.nextInt(20) == 0) members.replaceAll(member -> new Fake(member.id(), 1));
            List<Fake> now = List.copyOf(members);
            order = order.next(now);
            Order anew = Order.by(hash).next(now);
            assertThat(inOrder(order, now)).isEqualTo(inOrder(anew, now)).hasSize(now.size());
            assertThat(order.hashes()).isEqualTo(anew.hashes()).isSorted();
            assertThat(order.describes(now)).isTrue();
        }
    }

    @Test
    void whoKnowsThemInAnotherOrderAgrees() {
        List<Fake> members = Fake.equal(100);
        List<Fake> reversed = new ArrayList<>(members);
        Collections.reverse(reversed);
        assertThat(inOrder(Order.by(Hash::of).next(members), members))
                .isEqualTo(inOrder(Order.by(Hash::of).next(reversed), reversed));
        assertThat(inOrder(Order.by(id -> 1).next(reversed), reversed)).isSorted();
    }

    @Test
    void itDescribesThoseWithTheSameIdsInTheSamePlaces() {
        List<Fake> members = Fake.equal(3);
        Order order = Order.by(Hash::of).next(members);
        assertThat(order.describes(Fake.equal(3))).isTrue();
        assertThat(order.describes(Fake.equal(2))).isFalse();
        assertThat(order.describes(List.of(members.get(1), members.get(0), members.get(2))))
                .isFalse();
    }
}
