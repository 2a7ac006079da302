package io.github.evenkeel.examples.soak;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What the servers write down: before they do it. Forgets calls that are over, so that it does not grow. */
final class Ledger {
    private static final class Entry {
        private final ConcurrentLinkedQueue<Fault> faults = new ConcurrentLinkedQueue<>();
        private final AtomicInteger received = new AtomicInteger();
    }

    /** Ports are away for two seconds at most, and members that have gone for half of one. */
    private static final long NOTICED = 5_000_000_000L;

    /** The system gives ports of this client's anew later than that. */
    private static final long REUSED = 60_000_000_000L;

    private final Map<Long, Entry> calls = new ConcurrentHashMap<>();
    private final Map<String, Long> outages = new ConcurrentHashMap<>();
    private final Map<Integer, Long> closed = new ConcurrentHashMap<>();
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
    void received(long call) {
        Entry entry = calls.get(call);
        if (entry != null) entry.received.incrementAndGet();
    }

    void does(long call, Fault fault) {
        counter(fault).increment();
        Entry entry = calls.get(call);
        if (entry != null) entry.faults.add(fault);
    }

    /** A server ends, and with it its connections: those that these calls use and those that are idle. */
    void outage(String backend, Collection<Long> inProgress, long now) {
        outages.put(backend, now);
        if (inProgress.isEmpty()) counter(Fault.OUTAGE).increment();
        inProgress.forEach(call -> does(call, Fault.OUTAGE));
    }

    /** A server closes its end of the connection that has this port at the client's. */
    void closes(int port, long now) {
        closed.put(port, now);
    }

    /** True if that backend has ended so shortly before that the client could not know. */
    boolean out(String backend, long now) {
        Long since = outages.get(backend);
        return since != null && now - since < NOTICED;
    }

    /** True if the server has closed the connection with this port in the last minute: whoever used it wrote to nobody. */
    boolean closed(int port, long now) {
        Long since = closed.get(port);
        return since != null && now - since < REUSED;
    }

    List<Fault> faults(long call) {
        Entry entry = calls.get(call);
        return entry == null ? List.of() : List.copyOf(entry.faults);
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
