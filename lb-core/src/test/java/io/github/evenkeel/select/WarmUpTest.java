package io.github.evenkeel.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.CallContext;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WarmUpTest {
    private static final CallContext ANY = CallContext.any();
    private static final int PICKS = 200_000;

    private static Picker leastConnections(List<Fake> members) {
        return Selectors.leastConnections().forPool(new SplittableRandom(1)).compile(Fake.all(members));
    }

    /** Calls that end {@code behind} picks later, so that a cold member with its few calls would win every comparison. */
    private static double share(Picker picker, Fake watched, int behind) {
        Fake[] running = new Fake[Math.max(1, behind)];
        for (int i = 0; i < PICKS; i++) {
            int slot = i % running.length;
            if (running[slot] != null) running[slot].inFlight--;
            Fake choice = (Fake) picker.pick(ANY, 0);
            choice.picked++;
            if (behind > 0) {
                running[slot] = choice;
                choice.inFlight++;
            }
        }
        return watched.picked / (double) PICKS;
    }

    @ParameterizedTest
    @CsvSource({
        "2, .1, 0",
        "2, .6, 4",
        "10, .1, 8",
        "10, .3, 0",
        "10, .6, 30",
        "128, .1, 100",
        "128, .6, 300",
        "200, .3, 50"
    })
    void aColdMemberGetsItsFactorOfAFairShareWhateverTheLoad(int n, double factor, int load) {
        List<Fake> members = Fake.equal(n);
        Fake cold = members.get(n / 2);
        cold.warming = true;
        cold.ramp = factor;
        double fair = factor / n;
        double sigma = Math.sqrt(fair * (1 - fair) / PICKS);
        assertThat(share(leastConnections(members), cold, load)).isBetween(fair - 4 * sigma, fair + 4 * sigma);
    }

    @Test
    void severalColdOnesOfDifferentWeightEachGetTheirs() {
        List<Fake> members = Fake.ofWeights(1, 2, 3, 4);
        members.get(1).warming = true;
        members.get(1).ramp = 0.5;
        members.get(3).warming = true;
        members.get(3).ramp = 0.25;
        share(leastConnections(members), members.get(0), 12);
        assertThat(members.get(1).picked / (double) PICKS).isBetween(0.098, 0.102); // .5 x 2/10
        assertThat(members.get(3).picked / (double) PICKS).isBetween(0.098, 0.102); // .25 x 4/10
    }

    @Test
    void aPoolInWhichAllWarmUpIsNotCold() {
        List<Fake> members = Fake.equal(4);
        members.forEach(member -> {
            member.warming = true;
            member.ramp = 0.1;
        });
        assertThat(leastConnections(members)).isNotInstanceOf(WarmUp.class);
    }

    @Test
    void aColdMemberThatFailsIsPassedOver() {
        List<Fake> members = Fake.equal(2);
        members.get(0).warming = true;
        members.get(0).penalty = 0.001;
        Picker picker = leastConnections(members);
        for (int i = 0; i < 1000; i++) assertThat(picker.pick(ANY, 0)).isSameAs(members.get(1));
    }

    @Test
    void whenNoWarmOneIsUsableAColdOneServes() {
        List<Fake> members = Fake.equal(3);
        members.get(2).warming = true;
        members.get(2).ramp = 0.01;
        Picker picker = leastConnections(members);
        members.get(0).available = false;
        for (int i = 0; i < 1000; i++) {
            assertThat(picker.pick(ANY.withTried("m1"), 0)).isSameAs(members.get(2));
            assertThat(picker.pick(ANY.withTried("m1").withTried("m2"), 0)).isNull();
        }
    }
}
