package io.github.evenkeel.select;

/**
 * Keys whose member no longer gets calls.
 *
 * @param member  whose they are, or were
 * @param keys    how many
 * @param dropped true if they are forgotten already; false if each moves at its next call, and those without one until the member
 *                is back stay
 */
public record Displaced(Candidate member, long keys, boolean dropped) {}
