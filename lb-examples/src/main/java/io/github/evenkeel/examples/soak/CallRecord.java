package io.github.evenkeel.examples.soak;

import io.github.evenkeel.examples.soak.FailedCall.Attempt;
import io.github.evenkeel.examples.soak.Ledger.Exchange;
import io.github.evenkeel.examples.soak.Ledger.Link;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.Interceptor;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** How one call went, as its caller saw it: the tag of its request. Used by the call's thread alone. */
final class CallRecord {
    private static final Pattern NOTE =
            Pattern.compile(".*backend \\S*?(127\\.0\\.0\\.1:\\d+).* request (not )?sent.*");

    /**
     * One attempt that failed.
     *
     * @param thrown which is told later where it happened
     * @param links  the connections that it had: OkHttp may have taken more than one
     * @param at     when
     */
    private record Failure(IOException thrown, List<Link> links, long at) {
        boolean cut(Ledger ledger) {
            return links.stream().anyMatch(link -> ledger.closed(link, at))
                    || notes().anyMatch(note -> ledger.out(note.group(1), at));
        }

        boolean sent() {
            return notes().anyMatch(note -> note.group(2) == null);
        }

        boolean revoked() {
            return notes().anyMatch(note -> note.group().contains("ended by the pool"));
        }

        private Stream<Matcher> notes() {
            return Stream.of(thrown.getSuppressed())
                    .map(note -> NOTE.matcher(String.valueOf(note.getMessage())))
                    .filter(Matcher::matches);
        }
    }

    /** Of each attempt: what it failed with, if it did before it had the head of an answer. */
    private final List<Optional<Failure>> attempts = new ArrayList<>();

    private final List<Link> links = new ArrayList<>();

    /** Stands behind the balancing interceptor, where it is called for each attempt; tells the server which it is. */
    static Response attempt(Interceptor.Chain chain) throws IOException {
        @Nullable CallRecord record = chain.request().tag(CallRecord.class);
        if (record == null) return chain.proceed(chain.request());
        int index = record.attempts.size();
        record.attempts.add(Optional.empty());
        record.links.clear();
        try {
            return chain.proceed(chain.request()
                    .newBuilder()
                    .header(FaultyServer.ATTEMPT, Integer.toString(index + 1))
                    .build());
        } catch (IOException failure) {
            record.attempts.set(index, Optional.of(new Failure(failure, List.copyOf(record.links), System.nanoTime())));
            throw failure;
        }
    }

    /** Notes which connections a call is given. */
    static EventListener listener(Call call) {
        @Nullable CallRecord record = call.request().tag(CallRecord.class);
        if (record == null) return EventListener.NONE;
        return new EventListener() {
            @Override
            public void connectionAcquired(Call same, Connection connection) {
                record.links.add(Link.ofClient(connection.socket()));
            }
        };
    }

    /** True if the last attempt's request was sent, at least in part: as it was if it had an answer. */
    boolean sentLast() {
        return last().map(Failure::sent).orElse(true);
    }

    /** True if the pool ended the last attempt. */
    boolean revokedLast() {
        return last().map(Failure::revoked).orElse(false);
    }

    private Optional<Failure> last() {
        return attempts.isEmpty() ? Optional.empty() : attempts.get(attempts.size() - 1);
    }

    /** Its attempts, with what the servers know of each. */
    List<Attempt> attempts(long call, Ledger ledger) {
        List<Attempt> known = new ArrayList<>();
        for (Optional<Failure> failure : attempts) {
            known.add(new Attempt(
                    ledger.faults(new Exchange(call, known.size() + 1)),
                    failure.map(each -> each.cut(ledger)).orElse(false)));
        }
        return known;
    }
}
