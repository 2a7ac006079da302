/**
 * Health as pure rules over immutable records: one state machine with three voices (operator, probes, traffic), the detectors
 * that judge what calls told, the back-off of ejections, the floor that keeps health from taking a service down, the spread of load over
 * priorities and zones, and the ramp of those who return. Nothing here has threads, timers or randomness.
 */
@NullMarked
package io.github.evenkeel.health;

import org.jspecify.annotations.NullMarked;
