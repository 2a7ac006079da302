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

    /** Without weights what the unweighted one is: of interest where it must not be worse than that. */
    static final Contender WEIGHTED_RANDOM = new Contender("weighted random", Selectors.weightedRandom());

    /** Those that place keys; a subset is left out, as who is in it is a matter of clients and not of calls. */
    static final List<Contender> OF_KEYS = List.of(
            new Contender("consistent hash", Selectors.consistentHash()),
            new Contender("maglev hash", Selectors.maglevHash()),
            new Contender("ring hash", Selectors.ringHash()),
            new Contender("bounded 1.25", Selectors.consistentHash().bounded(1.25)),
            new Contender("sticky", Selectors.sticky(Selectors.powerOfTwoChoices())));
}
