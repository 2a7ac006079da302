/**
 * Sending a call again, whatever its protocol: when that is worth while, how long to wait before, and the budget that keeps it from
 * making an outage worse. Nothing here has threads, timers or randomness.
 */
@NullMarked
package io.github.evenkeel.retry;

import org.jspecify.annotations.NullMarked;
