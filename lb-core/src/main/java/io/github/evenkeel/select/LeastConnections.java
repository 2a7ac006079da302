package io.github.evenkeel.select;

import java.util.random.RandomGenerator;

final class LeastConnections implements Selector {
    @Override
    public String name() {
        return "least connections";
    }

    @Override
    public String toString() {
        return name();
    }

    @Override
    public Compiler forPool(RandomGenerator random) {
        return candidates ->
                WarmUp.beside(members -> LeastOf.all(members, new InFlightLoad(members), random), candidates, random);
    }
}
