/**
 * Health as pure rules over immutable records: one state machine with three voices (operator, probes, traffic), the detectors
 * that judge what calls told, the back-off of ejections, the floor that keeps health from taking a service down, the spread of load over
 * priorities and zones, and the ramp of those who return. Nothing here has threads, timers or randomness.
 *
 * <p><b>For applications</b> are the settings, {@link OutlierDetection} with {@link ErrorRules}, {@link LatencyRules}, {@link
 * EjectionRules}, {@link TrialRules} and {@link Backoff}, {@link SlowStart} and {@link Priorities} with {@link Standby.Rules}; and what
 * status and events tell: {@link Status}, {@link Evidence} and {@link Floor.Level}. Who writes active checks meets {@link ProbeRules} and
 * {@link ProbeState}. All other types are public for the package {@code pool} only, and may change in any version.
 */
@NullMarked
package io.github.evenkeel.health;

import org.jspecify.annotations.NullMarked;
