package io.github.evenkeel.pool;

import io.github.evenkeel.select.Candidates;
import io.github.evenkeel.select.Picker;

/**
 * The immutable picture a pick runs on.
 *
 * @param candidates the members it was made of
 * @param picker     the strategy compiled over them
 * @param closed     true when the pool is closed
 */
record Rotation(Candidates candidates, Picker picker, boolean closed) {}
