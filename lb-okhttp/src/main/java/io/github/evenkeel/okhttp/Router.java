package io.github.evenkeel.okhttp;

import io.github.evenkeel.pool.BackendPool;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/** Finds the pool of a call. Without rules it is a look-up of its host. Any thread; allocates nothing. */
final class Router {
    private final Map<String, Target> byHost;
    private final Rule[] rules;
    private final @Nullable Target otherwise;
    private final Set<String> hosts;
    private final Complaint complaint = new Complaint();

    /**
     * @param named     hosts that are pools' names, or stand for one
     * @param otherwise for calls to the hosts of rules that meet none
     */
    Router(Map<String, Target> named, List<Rule> rules, @Nullable Target otherwise) {
        this.byHost = Map.copyOf(named);
        this.rules = rules.toArray(new Rule[0]);
        this.otherwise = otherwise;
        Set<String> all = new HashSet<>(named.keySet());
        for (Rule rule : rules) all.addAll(rule.hosts());
        this.hosts = Set.copyOf(all);
    }

    /** The hosts whose calls are seen to here. */
    Set<String> hosts() {
        return hosts;
    }

    /** All pools that calls may come to. */
    Set<BackendPool> pools() {
        Set<BackendPool> all = new HashSet<>();
        Stream.of(byHost.values().stream(), Stream.of(rules).map(Rule::target), Stream.ofNullable(otherwise))
                .flatMap(targets -> targets)
                .map(Target::pools)
                .forEach((Collection<BackendPool> pools) -> all.addAll(pools));
        return all;
    }

    /** The pool for this request now; null if the call is no matter of ours. */
    @Nullable
    BackendPool pool(Request request) {
        Target target = rules.length == 0 ? byHost.get(request.url().host()) : byRules(request);
        return target == null ? null : target.pool();
    }

    private @Nullable Target byRules(Request request) {
        String host = request.url().host();
        if (!hosts.contains(host)) return null;
        for (Rule rule : rules) if (met(rule, request)) return rule.target();
        Target named = byHost.get(host);
        return named != null ? named : otherwise;
    }

    private boolean met(Rule rule, Request request) {
        try {
            return rule.met(request);
        } catch (RuntimeException | Error bug) {
            complaint.make(rule + " failed; it counts as not met", bug);
            return false;
        }
    }
}
