package io.github.evenkeel.select;

import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A strategy for choosing members. Immutable, may be given to any number of pools. {@link Selectors} has the ones that come with
 * the library; an application may write its own.
 */
public interface Selector {
    /** What the pool's status calls it. */
    String name();

    /**
     * Starts this strategy for one pool. What the strategy remembers from rotation to rotation (cursors, tables) belongs to the
     * returned compiler.
     *
     * @param random the pool's randomness, safe for every thread that will pick
     */
    Compiler forPool(RandomGenerator random);

    /** Makes the picker of each new rotation. Called serially by the control plane, never by a thread that makes calls. */
    @FunctionalInterface
    interface Compiler {
        /** The picker over these candidates; it must cope with empty lists. */
        Picker compile(Candidates candidates);

        /** Called by the control plane every ten seconds or so, for what would else be done on a caller's thread. */
        default void upkeep(long now) {}

        /** What this strategy measures of a member that joins, for as long as it stays; null, the default, if nothing. */
        default @Nullable Gauge gauge() {
            return null;
        }

        /** Which members lost keys by the latest {@link #compile}: asked once after each, and told to the pool's listeners. */
        default List<Displaced> displaced() {
            return List.of();
        }

        /**
         * What is worth showing of the strategy itself, by name, in the pool's status: how many keys it remembers, say. Called by
         * any thread, one at a time, never by one that makes calls.
         *
         * @param now nanoseconds of the pool's clock
         */
        default Map<String, Long> figures(long now) {
            return Map.of();
        }
    }
}
