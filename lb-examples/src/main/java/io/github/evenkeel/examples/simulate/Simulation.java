package io.github.evenkeel.examples.simulate;

import io.github.evenkeel.Backend;
import io.github.evenkeel.CallContext;
import io.github.evenkeel.LoadReport;
import io.github.evenkeel.NoBackendAvailableException;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.Lease;
import io.github.evenkeel.pool.PoolEvent;
import io.github.evenkeel.retry.RetryRules;
import io.github.evenkeel.select.Selector;
import io.github.evenkeel.testing.VirtualTime;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * One run of a scenario: arrivals, network and servers are events on a heap, pools run on a virtual time that is advanced to each
 * event, so that their timers fire in between. The same scenario, selector and seed give the same run. Not for several threads;
 * different runs share nothing.
 */
public final class Simulation {
    private static final int ARRIVAL = 0;
    private static final int AT_SERVER = 1;
    private static final int STATION = 2;
    private static final int ANSWER = 3;
    private static final int GIVE_UP = 4;
    private static final int MEASURE = 5;
    private static final int END = 6;
    private static final int AGAIN = 7;

    /** Kinds use four bits, ages or servers 28, calls and the like 32. */
    private static final int AGE_MASK = (1 << 28) - 1;

    private final Scenario scenario;
    private final long unit;
    private final long delay;
    private final long timeOut; // negative: none
    private final VirtualTime time;
    private final EventHeap events = new EventHeap();
    private final Calls calls = new Calls();
    private final CallContext[][] contexts; // one per key, or one without; each of every route, if there are several
    private final BackendPool[] pools;
    private final Station[] stations;
    private final SplittableRandom arrivals;
    private final SplittableRandom service;
    private final Run run;
    private long now;
    private boolean measuring;
    private boolean ended;

    private Simulation(Scenario scenario, Selector selector, long seed) {
        this.scenario = scenario;
        List<Server> servers = scenario.servers();
        unit = scenario.unit().toNanos();
        delay = nanos(scenario.delay());
        timeOut = scenario.timeOut() < Double.POSITIVE_INFINITY ? nanos(scenario.timeOut()) : -1;
        time = VirtualTime.seeded(seed);
        arrivals = Chance.stream(seed, Chance.ARRIVALS, 0);
        service = Chance.stream(seed, Chance.SERVICE, 0);
        run = new Run(scenario);
        stations = new Station[servers.size()];
        for (int i = 0; i < stations.length; i++) {
            Server server = servers.get(i);
            Place place = new Place(i, new Serving(server, scenario.routes(), unit));
            stations[i] = server.sharing() ? new Sharing(server.slots(), place) : new Queue(server.slots(), place);
        }
        contexts = new CallContext[Math.max(1, scenario.keys())][scenario.routes()];
        for (int key = 0; key < contexts.length; key++) {
            CallContext context = scenario.keys() == 0 ? CallContext.any() : CallContext.forKey("key-" + key);
            for (int route = 0; route < scenario.routes(); route++) {
                contexts[key][route] = scenario.routes() == 1 ? context : context.withRoute("route-" + route);
            }
        }
        pools = new BackendPool[scenario.clients()];
        for (int i = 0; i < pools.length; i++) pools[i] = pool(selector, Chance.stream(seed, Chance.PICKS, i));
    }

    /** Plays the scenario from beginning to end: until the last call that will be answered has been. */
    public static Run run(Scenario scenario, Selector selector, long seed) {
        return new Simulation(scenario, selector, seed).play();
    }

    private BackendPool pool(Selector selector, SplittableRandom random) {
        BackendPool.Builder builder = BackendPool.builder("fleet")
                .clock(time.clock())
                .scheduler(time.scheduler())
                .listeners(time.scheduler())
                .random(random)
                .selector(selector);
        // A server is known by its port: its index and one.
        for (int i = 0; i < stations.length; i++) {
            builder.backend(Backend.of("server", i + 1)
                    .withWeight(scenario.servers().get(i).weight()));
        }
        BackendPool pool = scenario.pool().apply(builder).build();
        pool.onEvent(event -> {
            if (event instanceof PoolEvent.MemberEjected) run.ejected();
        });
        return pool;
    }

    private Run play() {
        add(nanos(scenario.warmUp()), MEASURE, 0, 0);
        add(nanos(scenario.end()), END, 0, 0);
        if (scenario.arrivals() == Scenario.Arrivals.ONE_AT_A_TIME) {
            for (int i = 0; i < pools.length; i++) add(0, ARRIVAL, 0, i);
        } else {
            nextArrival();
        }
        while (!events.isEmpty()) {
            long at = events.time();
            if (at != now) {
                time.advance(Duration.ofNanos(at - now));
                now = at;
            }
            handle(events.remove());
        }
        for (BackendPool pool : pools) pool.close();
        time.runDue();
        return run;
    }

    private void handle(long event) {
        int about = (int) event;
        int age = (int) (event >>> 32) & AGE_MASK;
        switch ((int) (event >>> 60)) {
            case ARRIVAL -> arrive(about);
            case AT_SERVER -> atServer(about);
            case STATION -> {
                int call = stations[age].due(about, now);
                if (call >= 0) served(call);
            }
            case ANSWER -> answer(about);
            case AGAIN -> send(about);
            case GIVE_UP -> giveUp(about, age);
            case MEASURE -> {
                measuring = true;
                run.lengths.begin(now);
            }
            default -> {
                ended = true;
                run.lengths.end(now);
            }
        }
    }

    // ---- the life of a call

    private void nextArrival() {
        double gap = scenario.arrivals() == Scenario.Arrivals.EVEN
                ? 1
                : Chance.exponential(Chance.unit(arrivals.nextLong()));
        int client = pools.length == 1 ? 0 : Chance.below(pools.length, arrivals.nextLong());
        add(now + Math.round(gap / scenario.rate() * unit), ARRIVAL, 0, client);
    }

    private void arrive(int client) {
        if (ended) return;
        if (scenario.arrivals() != Scenario.Arrivals.ONE_AT_A_TIME) nextArrival();
        long bits = service.nextLong();
        if (measuring) run.began();
        if (scenario.retries() != null) pools[client].retryBudget().deposit(time.now());
        int call = calls.take();
        calls.context[call] = context(bits);
        calls.begun[call] = now;
        calls.bits[call] = bits;
        calls.client[call] = client;
        calls.measured[call] = measuring;
        calls.sends[call] = 0;
        send(call);
    }

    private void send(int call) {
        int client = calls.client[call];
        Lease lease;
        try {
            lease = pools[client].acquire(calls.context[call]);
        } catch (NoBackendAvailableException nobody) {
            calls.release(call);
            // A call that failed at once. Without a pause, a client of one call at a time would never let time pass.
            if (scenario.arrivals() == Scenario.Arrivals.ONE_AT_A_TIME) add(now + unit, ARRIVAL, 0, client);
            return;
        }
        int server = lease.backend().port() - 1;
        calls.lease[call] = lease;
        calls.server[call] = server;
        calls.waiting[call] = true;
        calls.sends[call]++;
        run.sent(server, now, calls.measured[call]);
        if (timeOut >= 0) add(now + timeOut, GIVE_UP, calls.age[call], call);
        if (delay == 0) atServer(call);
        else add(now + delay, AT_SERVER, 0, call);
    }

    /** As the adapters do it, for a call that may be sent twice. The next attempt is a row of its own: a server may still have this one. */
    private boolean again(int call, Outcome outcome) {
        RetryRules rules = scenario.retries();
        if (rules == null || calls.sends[call] >= rules.attempts() || !rules.worthwhile(outcome)) return false;
        int client = calls.client[call];
        if (!pools[client].retryBudget().tryWithdraw(time.now())) return false;
        String tried = Objects.requireNonNull(calls.lease[call]).backend().id();
        long bits = Chance.mixed(calls.bits[call] + calls.sends[call]);
        int next = calls.take();
        calls.context[next] = calls.context[call].withTried(tried);
        calls.begun[next] = calls.begun[call];
        calls.bits[next] = bits;
        calls.client[next] = client;
        calls.measured[next] = calls.measured[call];
        calls.sends[next] = calls.sends[call];
        double chance = Chance.unit(Chance.mixed(~bits));
        add(now + rules.pauseNanos(calls.sends[call], chance), AGAIN, 0, next);
        return true;
    }

    private CallContext context(long bits) {
        // Not the bits that tell the route: each key makes calls of every route.
        int key = contexts.length == 1 ? 0 : Chance.below(contexts.length, Chance.mixed(~bits));
        return contexts[key][Serving.route(bits, scenario.routes())];
    }

    private void atServer(int call) {
        int server = calls.server[call];
        run.lengths.come(server, now);
        stations[server].take(call, now);
    }

    private void served(int call) {
        calls.inFlight[call] = run.lengths.gone(calls.server[call], now);
        if (delay == 0) answer(call);
        else add(now + delay, ANSWER, 0, call);
    }

    private void answer(int call) {
        if (calls.waiting[call]) {
            Outcome outcome = calls.outcome[call];
            if (scenario.reports()) {
                Objects.requireNonNull(calls.lease[call]).reported(LoadReport.ofCallsInFlight(calls.inFlight[call]));
            }
            boolean last = !again(call, outcome);
            if (last && calls.measured[call]) {
                run.answered(now - calls.begun[call], outcome.kind() == Outcome.Kind.SUCCESS);
            }
            over(call, outcome, last);
        }
        calls.release(call);
    }

    /** The server goes on with the call, as servers do. */
    private void giveUp(int call, int age) {
        if ((calls.age[call] & AGE_MASK) != age || !calls.waiting[call]) return;
        boolean last = !again(call, Outcome.TIMEOUT);
        if (last && calls.measured[call]) run.givenUp();
        over(call, Outcome.TIMEOUT, last);
    }

    private void over(int call, Outcome outcome, boolean last) {
        Lease lease = Objects.requireNonNull(calls.lease[call]);
        lease.responded(outcome);
        lease.close();
        calls.lease[call] = null;
        calls.waiting[call] = false;
        if (last && scenario.arrivals() == Scenario.Arrivals.ONE_AT_A_TIME) {
            add(now + nanos(scenario.rate()), ARRIVAL, 0, calls.client[call]);
        }
    }

    /** A station's place in the simulation. */
    private final class Place implements Station.Surroundings {
        private final int index;
        private final Serving serving;

        Place(int index, Serving serving) {
            this.index = index;
            this.serving = serving;
        }

        @Override
        public long begin(int call, long at) {
            long work = serving.begin(calls.bits[call], at, run.lengths.at(index));
            calls.outcome[call] = serving.outcome();
            return work;
        }

        @Override
        public void at(long when, int about) {
            add(when, STATION, index, about);
        }
    }

    private void add(long at, int kind, int age, int about) {
        events.add(at, ((long) kind << 60) | ((long) (age & AGE_MASK) << 32) | (about & 0xFFFF_FFFFL));
    }

    private long nanos(double units) {
        return Math.round(units * unit);
    }
}
