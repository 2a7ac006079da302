package io.github.evenkeel.select;

import io.github.evenkeel.CallContext;
import org.jspecify.annotations.Nullable;

/** The last look before a choice: live availability and what the call has tried. */
final class Usable {
    private Usable() {}

    static boolean by(CallContext context, Candidate member) {
        return member.available() && !context.hasTried(member.id());
    }

    /** The first usable member at or after {@code start}, around the array; null if there is none. For the rare case. */
    static @Nullable Candidate from(int start, Candidate[] members, CallContext context) {
        for (int i = 0; i < members.length; i++) {
            Candidate member = members[(start + i) % members.length];
            if (by(context, member)) return member;
        }
        return null;
    }
}
