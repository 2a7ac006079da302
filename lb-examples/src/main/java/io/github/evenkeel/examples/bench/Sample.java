package io.github.evenkeel.examples.bench;

/**
 * What one iteration gave.
 *
 * @param nanos time per operation and thread
 * @param bytes allocated per operation
 */
record Sample(double nanos, double bytes) {}
