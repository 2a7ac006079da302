package io.github.evenkeel.examples.soak;

import java.util.Locale;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** What a server does to a call instead of answering it at once. */
enum Fault {
    /** Answers late. */
    SLOW(8),
    /** Answers 503 and asks for a pause. */
    UNAVAILABLE(5),
    /** Answers, and then closes the connection without a word. */
    CLOSE(5),
    /** Cuts the connection before it answers. */
    RESET(4),
    /** Answers with what is no HTTP. */
    GARBAGE(3),
    /** Cuts the connection in the middle of the body. */
    CUT_BODY(2),
    /** Never answers. */
    HANG(2),
    /** Answers byte by byte, too slowly to ever end. */
    DRIP(1),
    /** Not by chance: the server ended, or could not be reached, while the call was there. */
    OUTAGE(0);

    private static final int OF = 1000;

    private final int chance;

    Fault(int perMille) {
        chance = perMille;
    }

    /** What a call meets: mostly nothing. */
    static @Nullable Fault roll(SplittableRandom random) {
        int dice = random.nextInt(OF);
        for (Fault each : values()) {
            dice -= each.chance;
            if (dice < 0) return each;
        }
        return null;
    }

    /** True if the caller has the head of an answer by then, which nobody can take back. */
    boolean afterTheHead() {
        return this == CUT_BODY || this == OUTAGE;
    }

    /** True if the call may be answered well for all that. */
    boolean harmless() {
        return this == SLOW || this == CLOSE;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
