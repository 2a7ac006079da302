package io.github.evenkeel.pool;

import io.github.evenkeel.Backend;
import java.time.Duration;

/**
 * How a drain went.
 *
 * @param backend the drained backend
 * @param took    from the command to the end of its last call
 * @param revoked how many calls were told to end at the time-out; 0 if all finished by themselves
 */
public record Drained(Backend backend, Duration took, int revoked) {}
