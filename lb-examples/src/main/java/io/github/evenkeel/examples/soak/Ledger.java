package io.github.evenkeel.examples.soak;

import java.net.Socket;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What the servers write down: before they do it. Forgets calls that are over, and what was long ago, so that it does not grow. */
final class Ledger {
    /**
     * One request of a call.
     *
     * @param call    its number
     * @param attempt 1 for the first
     */
    record Exchange(long call, int attempt) {}

    /** A connection, by the ports at its ends: two connections to different servers may have one port at the client's. */
    record Link(int client, int server) {
        static Link ofClient(Socket socket) {
            return new Link(socket.getLocalPort(), socket.getPort());
        }

        static Link ofServer(Socket socket) {
            return new Link(socket.getPort(), socket.getLocalPort());
        }
    }

    private record Met(int attempt, Fault fault) {}

    private static final class Entry {
        private final Queue<Met> met = new ConcurrentLinkedQueue<>();
        private final AtomicInteger received = new AtomicInteger();
    }

    /** What has happened to servers or connections, and when: each for as long as it explains something. */
    private static final class Recent<T> {
        private record Event<T>(T to, long at) {}

        private final long window;
        private final Queue<Event<T>> events = new ConcurrentLinkedQueue<>();

        Recent(long window) {
            this.window = window;
        }

        void note(T to, long now) {
            events.removeIf(each -> now - each.at > window + JUDGED);
            events.add(new Event<>(to, now));
        }

        /** True if it has happened in the window before this time: not after it, for what comes later is no cause. */
        boolean before(T to, long time) {
            return events.stream()
                    .anyMatch(each -> each.to.equals(to) && time - each.at >= 0 && time - each.at < window);
        }
    }

    /** Ports are away for two seconds at most, and members that have gone for half of one. */
    private static final long NOTICED = 5_000_000_000L;

    /** The system gives ports of this client's anew later than that. */
    private static final long REUSED = 60_000_000_000L;

    /** A call is judged no later than that after its first attempt has failed. */
    private static final long JUDGED = 10_000_000_000L;

    private final Map<Long, Entry> calls = new ConcurrentHashMap<>();
    private final Recent<String> outages = new Recent<>(NOTICED);
    private final Recent<Link> closed = new Recent<>(REUSED);
    private final Map<Fault, LongAdder> counts = new ConcurrentHashMap<>();

    /** A call begins. */
    void expect(long call) {
        calls.put(call, new Entry());
    }

    /** A call is over. */
    void forget(long call) {
        calls.remove(call);
    }

    /** A server has read the request; calls of nobody, such as those given up, are not counted. */
    void received(Exchange exchange) {
        Entry entry = calls.get(exchange.call());
        if (entry != null) entry.received.incrementAndGet();
    }

    void does(Exchange exchange, Fault fault) {
        counter(fault).increment();
        Entry entry = calls.get(exchange.call());
        if (entry != null) entry.met.add(new Met(exchange.attempt(), fault));
    }

    /** A server ends, and with it its connections: those that these requests came on and those that are idle. */
    void outage(String backend, Collection<Exchange> inProgress, long now) {
        outages.note(backend, now);
        if (inProgress.isEmpty()) counter(Fault.OUTAGE).increment();
        inProgress.forEach(exchange -> does(exchange, Fault.OUTAGE));
    }

    /** A server closes its end of a connection, and the client has not closed the other before. */
    void closes(Link connection, long now) {
        closed.note(connection, now);
    }

    /** True if that backend had ended so shortly before that the client could not know. */
    boolean out(String backend, long time) {
        return outages.before(backend, time);
    }

    /** True if the server had closed the connection in the minute before: whoever used it wrote to nobody. */
    boolean closed(Link connection, long time) {
        return closed.before(connection, time);
    }

    /** What servers have done to one attempt of a call. */
    List<Fault> faults(Exchange exchange) {
        Entry entry = calls.get(exchange.call());
        if (entry == null) return List.of();
        return entry.met.stream()
                .filter(met -> met.attempt() == exchange.attempt())
                .map(Met::fault)
                .toList();
    }

    /** How often servers have read this call's request. */
    int times(long call) {
        Entry entry = calls.get(call);
        return entry == null ? 0 : entry.received.get();
    }

    long count(Fault fault) {
        return counter(fault).sum();
    }

    private LongAdder counter(Fault fault) {
        return counts.computeIfAbsent(fault, first -> new LongAdder());
    }

    /** Calls that are not over. */
    int open() {
        return calls.size();
    }
}
