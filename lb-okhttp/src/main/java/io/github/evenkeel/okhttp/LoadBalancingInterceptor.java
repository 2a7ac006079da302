package io.github.evenkeel.okhttp;

import io.github.evenkeel.Backend;
import io.github.evenkeel.CallContext;
import io.github.evenkeel.Expect;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.Failover;
import io.github.evenkeel.pool.Lease;
import io.github.evenkeel.retry.RetryRules;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import kotlin.jvm.JvmClassMappingKt;
import kotlin.reflect.KClass;
import okhttp3.Call;
import okhttp3.CookieJar;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Sends each call whose URL names a pool to a member of that pool: {@code http://orders/…} goes to the pool named {@code orders}.
 * Calls to any other host pass untouched. {@linkplain Rule Rules} send calls elsewhere by host, path, method or header. Add it last, as an application interceptor:
 *
 * <pre>{@code
 * OkHttpClient client = LoadBalancing.sized(new OkHttpClient.Builder(), orders, billing)
 *         .addInterceptor(LoadBalancingInterceptor.of(orders, billing))
 *         .build();
 * }</pre>
 *
 * <p><b>The URL stays as it is.</b> Only the connection is steered, by what the call resolves and connects with, so the Host header,
 * TLS names and pins, cookies, cache entries and {@code response.request().url()} are those of the URL. The scheme is the URL's; the
 * port is the member's, and the URL's own port is only part of the name. Pools are reached directly, never through a proxy.
 *
 * <p><b>A call is in flight</b> at its member from the pick until OkHttp says that the call has ended: a response body until it is
 * closed, a web socket until it is. A pool that takes the member away (a drain's time-out) cancels the call, which
 * fails whoever waits for it, reads its body or listens to its socket; a response that nobody reads stays in flight until someone
 * reads on or closes it. What the member is judged by is known when the headers are here; see {@link Classifier}. Answers
 * from the cache judge no one.
 *
 * <p><b>Connections</b> to a member that gets no calls any more (removed, drained, unhealthy, ejected) are closed as soon as no call uses
 * them; all others stay.
 *
 * <p><b>Redirects</b> within the pool stay with the member. One to the name of another pool of this interceptor gets a member of that
 * pool as any call does: the first member's lease ends with its answer, and the call continues from the redirect with one of the other
 * pool. One to a host or an address that is no pool goes there in the same way, by the client's own means, through its proxy if it has
 * one, and may come back. (Interceptors added after this one see an {@link IOException} where a redirect leaves a pool, and are entered
 * again for what follows.) A redirect to the name of a pool from a call that began elsewhere fails with
 * {@link java.net.UnknownHostException}, for that call passed untouched.
 *
 * <p><b>Retries</b>, if {@linkplain Builder#retries asked for}, go to members that the call has not tried, and to one of those again only
 * if no other is left. Sent again is what another member may do better (no connection, no answer, or one of 502, 503 and 504), if that
 * is safe: an idempotent method, or a request that provably no server has looked at. A body that can be written only once is not sent
 * again once that has begun, and nothing is after the call was cancelled, or if its time-out would be over before; a pause in
 * between ends when the call is cancelled. A backend that asked for a pause is left alone for it. Each attempt is judged by itself. The
 * answer before is closed; what is thrown in the end is the last attempt's, with those before suppressed in it.
 * Over HTTP/2, where a call cannot leave its connection otherwise, the next attempt has another port in its URL: listeners
 * of events, interceptors of the network and those after this one see that port, as does {@code route.address()}; servers and the
 * application do not.
 *
 * <p><b>Interceptors before this one</b> may proceed more than once in a call: each time is an attempt of its own, after a
 * failure or a fault at another member if there is one. Over HTTP/2 OkHttp keeps to the connection that the call already has, and so does the lease, which
 * its first answer judges.
 *
 * <p><b>Errors.</b> What OkHttp throws comes through as it is, with a suppressed note that names pool, backend and address; failures while the answer's body is read have none. Where OkHttp names the
 * address, as in {@code orders#8080/10.0.0.1:80}, the member's own port is behind the pool's name; the last one is the URL's. If no
 * member may be called, an {@link IOException} is thrown whose cause is
 * {@link io.github.evenkeel.NoBackendAvailableException}.
 *
 * <p>Immutable; any number of threads, calls and clients may share it. It needs OkHttp 5.4 or later. Cost: the selector's, and about
 * 0.4 KB for each call.
 */
public final class LoadBalancingInterceptor implements Interceptor {
    /** As many as OkHttp follows itself. */
    private static final int MAX_FOLLOW_UPS = 20;

    /** OkHttp keeps tags by Kotlin's classes, and would make one of Java's for each call. */
    private static final KClass<CallState> STATE = JvmClassMappingKt.getKotlinClass(CallState.class);

    private static final KClass<NamedBackend> NAMED = JvmClassMappingKt.getKotlinClass(NamedBackend.class);
    private static final KClass<Verdict> VERDICT = JvmClassMappingKt.getKotlinClass(Verdict.class);

    private final Router router;
    private final Judge judge;
    private final @Nullable Retries retries;
    private final boolean onceUnlessIdempotent;
    private final Contexts contexts;
    private final Timeouts timeouts;
    private final @Nullable HostNames hostNames;
    private final @Nullable CookieKeeper cookie;

    private LoadBalancingInterceptor(Builder builder) {
        OkHttpVersion.check();
        this.router = new Router(builder.hosts, builder.rules, builder.otherwise);
        Expect.that(!router.hosts().isEmpty(), "pools", "none", "at least one pool");
        this.judge = new Judge(builder.classifier, builder.loads);
        this.retries = builder.retries == null ? null : new Retries(builder.retries, builder.policy);
        this.onceUnlessIdempotent = builder.onceUnlessIdempotent;
        this.timeouts = builder.timeouts;
        this.hostNames = builder.hostNames;
        this.contexts = new Contexts(builder.affinity, builder.routes);
        for (BackendPool pool : router.pools()) PoolConnections.of(pool).limitAge(builder.maxConnectionAge);
        this.cookie = builder.cookie == null ? null : new CookieKeeper(builder.cookie);
    }

    /**
     * Balances calls over these pools, all else at its default.
     *
     * @throws IllegalArgumentException if there is no pool, two have the same name, or a name is no host name in a URL
     * @throws IllegalStateException    if the OkHttp on the class path is too old
     */
    public static LoadBalancingInterceptor of(BackendPool... pools) {
        Builder builder = builder();
        for (BackendPool pool : Expect.notNull("pools", pools)) builder.pool(pool);
        return builder.build();
    }

    /** Describes an interceptor. */
    public static Builder builder() {
        return new Builder();
    }

    Router router() {
        return router;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        BackendPool pool = router.pool(request);
        if (pool == null) {
            CallState earlier = chain.call().tag(CallState.class);
            if (earlier != null) earlier.goesElsewhere();
            return chain.proceed(request);
        }
        Chain own = chain; // what is set below is for pools
        if (timeouts != Timeouts.NONE) chain = timeouts.of(chain);
        Call call = chain.call();
        CallState state = call.tag(STATE, CallState::new);
        state.join(call, judge);
        NamedBackend named = request.tag(NAMED);
        Wish first = named == null ? wish(request, pool, chain) : new Wish(named.id(), true);
        Verdict verdict = request.tag(VERDICT);
        state.wants(contexts.of(request, chain.getCookieJar()), first, verdict);
        if (onceUnlessIdempotent && !Methods.idempotent(request.method())) {
            chain = chain.withRetryOnConnectionFailure(false);
        }
        Redirects earlier = Redirects.NONE;
        Repeats repeats = null;
        boolean detours = false;
        Lease kept = null;
        while (true) {
            Lease lease = kept;
            kept = null;
            if (lease == null && pool != null) {
                lease = repeats == null ? state.begin(pool, request.url()) : repeats.begin(pool, request);
                if ((retries != null || state.hedged()) && state.enters(pool)) {
                    pool.retryBudget().deposit(lease.startedAt());
                }
            }
            Request called = lease == null || hostNames == null ? request : hostNames.sent(request, lease.backend());
            if (called != request) state.sends(called, request);
            Detour detour = detours ? Detour.of(called) : null;
            Request sent = detour == null ? called : detour.request();
            if (detour != null) state.takes(detour);
            detours = false;
            Response response = null;
            IOException failure = null;
            state.inAttempt(true);
            try {
                response = pool == null || lease == null
                        ? BorderDns.proceed(own, router.hosts(), request)
                        : Steering.of(lease, sent.url().host(), router.hosts(), chain)
                                .proceed(detour == null ? chain : detour.on(chain), sent);
                if (detour != null) {
                    detour.invalidate(chain.getCache());
                    response = detour.restored(response);
                }
                response = HostNames.restored(response, called, request);
                state.answered(response);
                if (retries == null || pool == null || !retries.concern(response)) {
                    if (cookie != null) keepTogether(cookie, response, state, chain.getCookieJar());
                    return earlier.before(response);
                }
            } catch (OtherNameException reached) {
                earlier = state.redirected(reached, earlier, router.hosts());
                if (earlier.count() > MAX_FOLLOW_UPS) throw earlier.tooMany();
                request = earlier.next();
                pool = router.pool(request);
                state.wants(contexts.of(request, chain.getCookieJar()), wish(request, pool, chain), verdict);
                continue;
            } catch (DetourOverException over) {
                Detour way = Objects.requireNonNull(detour);
                way.invalidate(chain.getCache());
                Response crossing = HostNames.restored(way.restored(over.answer()), called, request);
                String asked = request.url().host();
                request = HostNames.restored(way.restored(over.following()), called, request);
                earlier = state.detourOver(crossing, request, earlier);
                if (earlier.count() > MAX_FOLLOW_UPS) throw earlier.tooMany();
                kept = state.stays(request.url(), asked);
                if (kept != null) continue;
                pool = router.pool(request);
                state.wants(contexts.of(request, chain.getCookieJar()), wish(request, pool, chain), verdict);
                continue;
            } catch (IOException thrown) {
                state.failed(thrown);
                if (retries == null || pool == null) throw thrown;
                failure = thrown;
            } catch (RuntimeException | Error thrown) {
                state.leave();
                throw thrown;
            } finally {
                state.inAttempt(false);
            }
            if (repeats == null)
                repeats = new Repeats(
                        retries, state, call, Objects.requireNonNull(lease).startedAt());
            if (!repeats.again(pool, request, response, failure)) {
                if (failure != null) throw failure;
                Response last = Objects.requireNonNull(response);
                if (cookie != null) keepTogether(cookie, last, state, chain.getCookieJar());
                return earlier.before(last);
            }
            detours = repeats.detours();
        }
    }

    private @Nullable Wish wish(Request request, @Nullable BackendPool pool, Chain chain) {
        return cookie == null || pool == null ? null : cookie.wish(request, chain.getCookieJar(), pool);
    }

    private static void keepTogether(CookieKeeper keeper, Response response, CallState state, CookieJar jar) {
        Lease lease = state.answerer();
        BackendPool pool = state.pool();
        if (lease != null && pool != null) keeper.answered(response, lease, pool, jar);
    }

    /** Collects an interceptor's settings. Not safe for several threads. */
    public static final class Builder {
        private final Map<String, Target> hosts = new LinkedHashMap<>();
        private final List<Rule> rules = new ArrayList<>();
        private @Nullable Target otherwise;
        private Classifier classifier = Classifier.standard();
        private @Nullable LoadReader loads;
        private @Nullable RetryRules retries;
        private RetryPolicy policy = RetryPolicy.standard();
        private boolean onceUnlessIdempotent;
        private @Nullable Affinity affinity;
        private @Nullable AffinityCookie cookie;
        private long maxConnectionAge = Long.MAX_VALUE;
        private Timeouts timeouts = Timeouts.NONE;
        private @Nullable HostNames hostNames;
        private @Nullable RouteNames routes = new RouteNames(null);

        private Builder() {}

        /**
         * Adds a pool. Redirects between pools work among those of one interceptor.
         *
         * @throws IllegalArgumentException if another one has its name, or its name is no host name in a URL
         */
        public Builder pool(BackendPool pool) {
            return host("pool", Expect.notNull("pool", pool).name(), Target.of(pool));
        }

        /** Adds pools of which one is in charge, under the name of the first. Otherwise as {@link #pool(BackendPool)}. */
        public Builder pool(Failover failover) {
            Target target = Target.of(failover);
            return host("pool", target.pools().get(0).name(), target);
        }

        /**
         * Sends calls to this host, which is no pool's name, to a pool; any number of hosts may stand for the same.
         *
         * @throws IllegalArgumentException if it is taken, or no host name in a URL
         */
        public Builder pool(String host, BackendPool pool) {
            return host("host", host, Target.of(pool));
        }

        /** As above, to the pool in charge. */
        public Builder pool(String host, Failover failover) {
            return host("host", host, Target.of(failover));
        }

        private Builder host(String what, String name, Target target) {
            // OkHttp resolves no address literals: such a pool would never be asked for.
            Hosts.check(what, name);
            Expect.that(hosts.putIfAbsent(name, target) == null, what, '"' + name + '"', "names that differ");
            return this;
        }

        /**
         * Adds a rule, to be looked at after those before it, and before hosts are looked up as names of pools. A redirect to the same
         * host and port stays with the member, whatever rules say of its path.
         */
        public Builder rule(Rule rule) {
            rules.add(Expect.notNull("rule", rule));
            return this;
        }

        /** The pool for calls to the hosts of rules that meet none of them; default: they pass untouched. */
        public Builder defaultPool(BackendPool pool) {
            otherwise = Target.of(pool);
            return this;
        }

        /** As above, the pool in charge. */
        public Builder defaultPool(Failover failover) {
            otherwise = Target.of(failover);
            return this;
        }

        /** What answers and failures say about a backend; default {@link Classifier#standard()}. */
        public Builder classifier(Classifier value) {
            classifier = Expect.notNull("classifier", value);
            return this;
        }

        /**
         * Hears what backends tell about their load, which selectors may use: {@code Selectors.adaptive()} does. Default: nothing is
         * heard. {@link LoadReader#standard()} reads the headers that are common.
         */
        public Builder loadReports(LoadReader reader) {
            loads = Expect.notNull("loadReports", reader);
            return this;
        }

        /** Which calls belong together, for selectors that keep them so; default: none do. */
        public Builder affinity(Affinity value) {
            affinity = Expect.notNull("affinity", value);
            return this;
        }

        /** Keeps each client with a member by a cookie, whatever the selector; default: no cookie. */
        public Builder affinityCookie(AffinityCookie value) {
            cookie = Expect.notNull("affinityCookie", value);
            return this;
        }

        /**
         * The name of a call's route, by which pools tell endpoints apart that fail on their own: see {@link CallContext#withRoute}. Default:
         * the method and the first segment of the path, {@code GET /orders}.
         *
         * @param naming without ids and the like; null or blank for a call that has no route. It runs on the thread of each call, and must
         *               be quick and safe for several threads; if it throws, the call has no route, and the first such case is logged
         */
        public Builder routes(Function<? super Request, @Nullable String> naming) {
            routes = new RouteNames(Expect.notNull("routes", naming));
            return this;
        }

        /** Calls have no routes: for APIs where the names would say nothing. */
        public Builder noRoutes() {
            routes = null;
            return this;
        }

        /**
         * How long connections to members are used; default: as long as they work. The connections that a member has this long after the
         * first was made get no further calls, and are closed when those they have are over. Of several interceptors that share a pool the
         * least counts, for all of them.
         */
        public Builder maxConnectionAge(Duration value) {
            maxConnectionAge = Expect.positiveNanos("maxConnectionAge", value);
            return this;
        }

        /** How long an attempt may take to connect; 1 ms or more, 0 for no limit, default the client's. For pools only, as are the others. */
        public Builder connectTimeout(Duration value) {
            timeouts = timeouts.withConnect(value);
            return this;
        }

        /** How long an attempt waits for each part of the answer, the first too; 1 ms or more, 0 for no limit, default the client's. */
        public Builder readTimeout(Duration value) {
            timeouts = timeouts.withRead(value);
            return this;
        }

        /** How long an attempt may take to write each part of the request; 1 ms or more, 0 for no limit, default the client's. */
        public Builder writeTimeout(Duration value) {
            timeouts = timeouts.withWrite(value);
            return this;
        }

        /**
         * Calls backends by names of their own instead of the URL's host: in the Host header, in TLS (server name, certificate, pins), and for
         * cookies and the cache, which are each backend's own then. Default: the URL's host for all. The response's request has the URL that
         * was asked for; interceptors after this one and listeners see the backend's.
         *
         * @param naming null for a backend that is called by the URL's host. It runs on the thread of each call, and must be quick and safe for
         *               several threads; if it throws, or names what is no host in a URL, that is as null, and the first such case is logged
         */
        public Builder hostNames(Function<? super Backend, @Nullable String> naming) {
            hostNames = new HostNames(Expect.notNull("hostNames", naming));
            return this;
        }

        /**
         * Sends calls that failed again, to another member: default is not to. See the class on what is sent again, and when. All of it
         * is charged to the pool's {@link BackendPool#retryBudget()}.
         *
         * @param value how often, after which answers, and with which pauses; {@link RetryRules#defaults()} is a good start
         */
        public Builder retries(RetryRules value) {
            retries = Expect.notNull("retries", value);
            return this;
        }

        /** Which calls are sent again, where there are {@link #retries}; default {@link RetryPolicy#standard()}. */
        public Builder retryPolicy(RetryPolicy value) {
            policy = Expect.notNull("retryPolicy", value);
            return this;
        }

        /**
         * Keeps OkHttp from sending requests of methods that are not idempotent a second time by itself, whatever the client's
         * {@code retryOnConnectionFailure}: on a connection that was dead already, after a stream's reset, after 408. Default: as the
         * client is set. (A 503 with {@code Retry-After: 0} and a 421 OkHttp answers by itself always, once.)
         */
        public Builder onceUnlessIdempotent() {
            onceUnlessIdempotent = true;
            return this;
        }

        /**
         * Builds the interceptor.
         *
         * @throws IllegalArgumentException if it has no pool, and no rule for a host
         * @throws IllegalStateException    if the OkHttp on the class path is too old
         */
        public LoadBalancingInterceptor build() {
            return new LoadBalancingInterceptor(this);
        }
    }
}
