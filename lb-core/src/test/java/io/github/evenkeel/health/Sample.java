package io.github.evenkeel.health;

import io.github.evenkeel.Outcome.Kind;

/** Calls as tests write them. */
final class Sample {
    static final long MILLI = 1_000_000;
    static final long SECOND = 1_000 * MILLI;

    private Sample() {}

    /** So many good answers in a millisecond, and so many failures. */
    static Counts calls(int good, int failures) {
        Tally tally = new Tally();
        for (int i = 0; i < good; i++) tally.record(Kind.SUCCESS, MILLI);
        for (int i = 0; i < failures; i++) tally.record(Kind.FAILURE, MILLI);
        return tally.take();
    }

    /** So many good answers of one length and so many of another. */
    static Counts answers(int many, long millis, int few, long longer) {
        Tally tally = new Tally();
        for (int i = 0; i < many; i++) tally.record(Kind.SUCCESS, millis * MILLI);
        for (int i = 0; i < few; i++) tally.record(Kind.SUCCESS, longer * MILLI);
        return tally.take();
    }

    /** After one sweep with these. */
    static Recent recent(Counts counts) {
        return Recent.from(0).next(counts, 10 * SECOND, OutlierDetection.defaults());
    }
}
