package io.github.evenkeel.examples.simulate;

import io.github.evenkeel.select.Selector;
import io.github.evenkeel.select.Selectors;
import java.util.List;

/**
 * A selector that scenarios are run with.
 *
 * @param name for tables and the command line
 */
record Contender(String name, Selector selector) {
    /** What an application gets that chooses nothing; a test holds it against a pool's real default. */
    static final Contender DEFAULT = new Contender("default", Selectors.adaptive());

    static final Contender ROUND_ROBIN = new Contender("round robin", Selectors.roundRobin());

    /** All of them: a new selector is one line here. */
    static final List<Contender> ALL = List.of(
            DEFAULT,
            new Contender("peak ewma", Selectors.peakEwma()),
            new Contender("p2c", Selectors.powerOfTwoChoices()),
            new Contender("least connections", Selectors.leastConnections()),
            ROUND_ROBIN,
            new Contender("weighted round robin", Selectors.weightedRoundRobin()),
            new Contender("random", Selectors.random()));
}
