/**
 * Health as pure rules over immutable records: one state machine with three voices (operator, probes, traffic), the back-off of
 * ejections, and the floor that keeps health from taking a service down. Nothing here has threads, timers or randomness.
 */
@NullMarked
package io.github.evenkeel.health;

import org.jspecify.annotations.NullMarked;
