package io.github.evenkeel.select;

import io.github.evenkeel.CallContext;
import org.jspecify.annotations.Nullable;

/** The last look before a choice: live availability, what the call has tried, and whether the backend asked for a pause. */
final class Usable {
    private Usable() {}

    static boolean by(CallContext context, Candidate member) {
        // An id is a look into memory that a pick has no other need of.
        return member.available() && (context.tried().isEmpty() || !context.hasTried(member.id()));
    }

    /** Usable, and it did not ask for a pause. */
    static boolean gladlyBy(CallContext context, Candidate member, long now) {
        return (context.tried().isEmpty() || !context.hasTried(member.id())) && gladly(member, now);
    }

    /** The same for a call that has tried nobody. */
    static boolean gladly(Candidate member, long now) {
        return member.unhindered() || (member.available() && !member.heldOff(now));
    }

    /** The first usable member at or after {@code start}, around the array; null if there is none. For the rare case. */
    static @Nullable Candidate from(int start, Candidate[] members, CallContext context) {
        for (int i = 0; i < members.length; i++) {
            Candidate member = members[(start + i) % members.length];
            if (by(context, member)) return member;
        }
        return null;
    }

    /** The first at or after {@code start} that did not ask for a pause, else the first usable one. For the rare case. */
    static @Nullable Candidate gladlyFrom(int start, Candidate[] members, CallContext context, long now) {
        for (int i = 0; i < members.length; i++) {
            Candidate member = members[(start + i) % members.length];
            if (gladlyBy(context, member, now)) return member;
        }
        return from(start, members, context);
    }
}
