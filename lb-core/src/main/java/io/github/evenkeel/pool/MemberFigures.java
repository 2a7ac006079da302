package io.github.evenkeel.pool;

import java.util.Map;

/**
 * What an adapter's {@linkplain Lease#attachment attachment} of a member counts besides calls, for the member's {@linkplain
 * MemberStatus#figures status}.
 */
@FunctionalInterface
public interface MemberFigures {
    /** The figures now, by name: {@code connects}, say. Called by any thread, never by one that makes calls. */
    Map<String, Long> figures();
}
