package io.github.evenkeel.select;

import java.util.random.RandomGenerator;

final class PowerOfTwoChoices implements Selector {
    @Override
    public String name() {
        return "power of two choices";
    }

    @Override
    public String toString() {
        return name();
    }

    @Override
    public Compiler forPool(RandomGenerator random) {
        return candidates -> WarmUp.beside(
                members -> new TwoChoices(members, new InFlightLoad(members), random), candidates, random);
    }
}
