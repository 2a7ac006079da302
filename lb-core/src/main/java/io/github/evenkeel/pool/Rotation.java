package io.github.evenkeel.pool;

import io.github.evenkeel.select.Candidates;
import io.github.evenkeel.select.Picker;
import java.util.List;

/**
 * The immutable picture a pick runs on.
 *
 * @param candidates the members it was made of
 * @param picker     the strategy compiled over them
 * @param trials     the members on trial, which calls are sent to past the picker
 * @param closed     true when the pool is closed
 */
record Rotation(Candidates candidates, Picker picker, List<Member> trials, boolean closed) {
    /** True where nobody waits to be tried. */
    boolean untried() {
        return trials.isEmpty();
    }
}
