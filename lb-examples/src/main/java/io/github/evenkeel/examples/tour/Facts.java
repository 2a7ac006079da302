package io.github.evenkeel.examples.tour;

import io.github.evenkeel.health.Status;
import io.github.evenkeel.pool.PoolEvent;
import io.github.evenkeel.pool.PoolEvent.StatusChanged;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What servers, client and pool saw, up to one instant. Immutable. All instants are nanoseconds of the one clock they share.
 *
 * @param origin when the tour began
 * @param served what the servers saw of the calls, in the order of arrival
 * @param probed what the servers answered to probes
 * @param called what the application saw of its calls, in the order of their ends
 * @param events what the pool told
 */
record Facts(long origin, List<Served> served, List<Probed> probed, List<Called> called, List<PoolEvent> events) {
    /** How long after an ejection or a drain a call chosen before may still be on its way to the server. */
    static final long ON_THE_WAY = 500_000_000;

    /** A call at a server; the answer is null while it works on it. */
    record Served(
            String server,
            String path,
            long startedAt,
            @Nullable Answer answer) {}

    /** A server was done at {@code at}; {@code complete} is false if it could not write all of its answer. */
    record Answer(long at, int status, boolean complete) {}

    /** A probe at a server; status 0 if it was left without an answer. */
    record Probed(String server, long at, int status) {
        boolean good() {
            return status == 200;
        }
    }

    /** A call as the application saw it; status 0 if there was an exception. */
    record Called(String path, long startedAt, long endedAt, int status) {
        boolean failed() {
            return status < 200 || status > 299;
        }
    }

    Facts {
        served = List.copyOf(served);
        probed = List.copyOf(probed);
        called = List.copyOf(called);
        events = List.copyOf(events);
    }

    /** Seconds since the tour began. */
    double seconds(long at) {
        return (at - origin) / 1e9;
    }

    /** Calls that came to a server within {@code [from, to)}. */
    Stream<Served> arrivals(String server, long from, long to) {
        return served.stream()
                .filter(call ->
                        call.server().equals(server) && call.startedAt() - from >= 0 && call.startedAt() - to < 0);
    }

    /** Probes that came to a server within {@code [from, to)}. */
    Stream<Probed> probes(String server, long from, long to) {
        return probed.stream()
                .filter(probe -> probe.server().equals(server) && probe.at() - from >= 0 && probe.at() - to < 0);
    }

    /** Calls the application began within {@code [from, to)}. */
    Stream<Called> calls(long from, long to) {
        return called.stream().filter(call -> call.startedAt() - from >= 0 && call.startedAt() - to < 0);
    }

    /** How many of the calls that the application began within {@code [from, to)} it saw fail. */
    long failures(long from, long to) {
        return calls(from, to).filter(Called::failed).count();
    }

    /** The first change of a server to this status at or after {@code from}, or null. */
    @Nullable
    StatusChanged change(String server, Status to, long from) {
        return events(StatusChanged.class, from)
                .filter(change -> change.backend().id().equals(server) && change.to() == to)
                .findFirst()
                .orElse(null);
    }

    /** When a member came back to serve, cold or warm, at or after {@code from}; null if it did not. */
    @Nullable
    StatusChanged admission(String server, long from) {
        return events(StatusChanged.class, from)
                .filter(change -> change.backend().id().equals(server))
                .filter(change -> change.to() == Status.WARMING || change.to() == Status.HEALTHY)
                .findFirst()
                .orElse(null);
    }

    /** The pool's events of one kind at or after {@code from}. */
    <E extends PoolEvent> Stream<E> events(Class<E> kind, long from) {
        return events.stream().filter(kind::isInstance).map(kind::cast).filter(event -> event.at() - from >= 0);
    }
}
