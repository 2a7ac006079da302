package io.github.evenkeel.examples.incident;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.retry.RetryRules;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * I13: all five are at half their speed for half a minute, with 70 % of what they can do well to do; their callers wait for 200 ms and try
 * again, and what they no longer wait for is done all the same. Naive and ours differ in the budget of retries alone: both eject, as by
 * default, and whoever was ejected first is called back as all the others do no better.
 */
final class RetryStorm {
    private static final double FROM = 30;
    private static final double TO = 60;
    private static final double LAST = 150;
    private static final double END = 180;

    private static final List<CallContext> ROUTES = Stream.of("GET /orders", "GET /stock", "POST /orders")
            .map(CallContext.any()::withRoute)
            .toList();

    private RetryStorm() {}

    static Observed play(Side side) {
        List<Host> hosts = IntStream.rangeClosed(1, 5)
                .mapToObj(number -> new Host(number, 4, 0.02))
                .toList();
        try (World world = new World(pool -> side == Side.NAIVE ? pool.retryBudget(1, 1_000_000) : pool, hosts)) {
            world.timeOut(0.2).retries(RetryRules.defaults().withAttempts(4));
            Iterator<CallContext> turns =
                    Stream.generate(ROUTES::stream).flatMap(routes -> routes).iterator();
            world.calls(700, turns::next);
            world.at(FROM, () -> hosts.forEach(host -> host.slower(2)));
            world.at(TO, () -> hosts.forEach(host -> host.slower(1)));
            world.playTo(END);
            Ledger seen = world.ledger();
            double calls = seen.calls(FROM, LAST).count();
            double tries = (seen.tries(FROM, LAST) - 3 * (LAST - FROM)) / calls;
            return Observed.of(1, seen.failures(1, END), tries, seen.served(LAST, END - 2));
        }
    }
}
