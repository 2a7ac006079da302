package io.github.evenkeel.pool;

import io.github.evenkeel.Backend;
import io.github.evenkeel.health.Evidence;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A pool's status as JSON. Written by hand: one fixed shape is not worth a dependency in every application. */
final class StatusJson {
    private StatusJson() {}

    static String of(PoolStatus status) {
        return object(pool -> {
            pool.field("pool", status.pool());
            pool.field("selector", status.selector());
            pool.field("level", status.level().name());
            pool.field("panic", status.panic());
            pool.raw(
                    "members", status.members().stream().map(StatusJson::member).collect(LIST));
            pool.raw("shares", status.shares().stream().map(StatusJson::share).collect(LIST));
            pool.raw("figures", object(figures -> status.figures().forEach(figures::field)));
            pool.raw("routes", status.routes().stream().map(StatusJson::route).collect(LIST));
            pool.raw(
                    "warnings",
                    status.warnings().stream().map(StatusJson::quoted).collect(LIST));
            pool.field("droppedEvents", status.droppedEvents());
        });
    }

    private static final Collector<CharSequence, ?, String> LIST = Collectors.joining(",", "[", "]");

    private static String member(MemberStatus member) {
        Backend backend = member.backend();
        return object(json -> {
            json.field("id", backend.id());
            json.field("host", backend.host());
            json.field("port", backend.port());
            json.field("weight", backend.weight());
            json.field("zone", backend.zone());
            json.field("priority", backend.priority());
            json.field("status", member.status().name());
            json.field("by", member.by() == null ? null : member.by().name());
            json.field("why", member.why());
            json.raw("evidence", member.evidence() == null ? "null" : evidence(member.evidence()));
            json.field("inRotation", member.inRotation());
            json.field("sinceSeconds", PoolStatus.seconds(member.since()));
            json.field("leftSeconds", member.left() == null ? null : PoolStatus.seconds(member.left()));
            json.field("inFlight", member.inFlight());
            json.field("calls", member.calls());
            json.field("faults", member.faults());
            json.raw("outcomes", object(counts -> {
                for (Map.Entry<?, Long> count : member.outcomes().entrySet()) {
                    counts.field(count.getKey().toString(), count.getValue());
                }
            }));
            json.field("unanswered", member.unanswered());
            json.field("leaked", member.leaked());
            json.field("latencySeconds", PoolStatus.seconds(member.latency()));
            json.raw("recent", recent(member.recent()));
            json.field("ejections", member.ejections());
            json.raw("figures", object(figures -> member.figures().forEach(figures::field)));
        });
    }

    private static String evidence(Evidence evidence) {
        return object(json -> {
            json.field("rule", evidence.rule());
            json.raw("counts", object(counts -> evidence.counts().forEach(counts::field)));
        });
    }

    private static String share(TierShare tier) {
        return object(json -> {
            json.field("priority", tier.priority());
            json.field("zone", tier.zone());
            json.field("share", tier.share());
        });
    }

    private static String route(RouteStatus route) {
        return object(json -> {
            json.field("route", route.name());
            json.field("calls", route.calls());
            json.field("errors", route.errors());
            json.field("panic", route.panic());
            json.raw(
                    "avoided", route.avoided().stream().map(StatusJson::avoided).collect(LIST));
        });
    }

    private static String avoided(RouteStatus.Avoided avoided) {
        return object(json -> {
            json.field("id", avoided.backend().id());
            json.field("why", avoided.why());
            json.field("leftSeconds", avoided.left() == null ? null : PoolStatus.seconds(avoided.left()));
        });
    }

    private static String recent(RecentCalls recent) {
        return object(json -> {
            json.field("calls", recent.calls());
            json.field("errors", recent.errors());
            json.field("p50Seconds", PoolStatus.seconds(recent.p50()));
            json.field("p95Seconds", PoolStatus.seconds(recent.p95()));
            json.field("p99Seconds", PoolStatus.seconds(recent.p99()));
            json.field("share", recent.share());
        });
    }

    private static String object(Consumer<Fields> body) {
        Fields fields = new Fields();
        body.accept(fields);
        return fields.text.append('}').toString();
    }

    private static final class Fields {
        private final StringBuilder text = new StringBuilder("{");

        void field(String name, @Nullable Object value) {
            raw(name, value instanceof String string ? quoted(string) : String.valueOf(value));
        }

        void raw(String name, String json) {
            if (text.length() > 1) text.append(',');
            text.append(quoted(name)).append(':').append(json);
        }
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') quoted.append('\\').append(c);
            else if (c < ' ' || Character.isSurrogate(c)) quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            else quoted.append(c);
        }
        return quoted.append('"').toString();
    }
}
