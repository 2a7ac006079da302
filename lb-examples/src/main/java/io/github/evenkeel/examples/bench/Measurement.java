package io.github.evenkeel.examples.bench;

/**
 * One benchmark's result. Medians, for on a shared machine a single disturbed iteration spoils a mean.
 *
 * @param nanos  time per operation and thread, the median of the iterations
 * @param spread half the distance between their quartiles
 * @param bytes  allocated per operation
 */
record Measurement(double nanos, double spread, double bytes) {}
