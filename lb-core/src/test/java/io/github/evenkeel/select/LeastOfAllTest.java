package io.github.evenkeel.select;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LeastOfAllTest {
    private static BigInteger bits(long low, long high) {
        BigInteger mask = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
        return BigInteger.valueOf(high)
                .and(mask)
                .shiftLeft(64)
                .or(BigInteger.valueOf(low).and(mask));
    }

    @Test
    void everyBitIsFoundByItsNumber() {
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 2000; round++) {
            long dense = random.nextLong();
            long low = round == 0 ? -1 : dense;
            long high = round == 0 ? -1 : random.nextLong() & dense;
            BigInteger bits = bits(low, high);
            int n = 0;
            for (int place = 0; place < 128; place++) {
                if (bits.testBit(place))
                    assertThat(LeastOfAll.nth(low, high, n++)).isEqualTo(place);
            }
        }
    }
}
