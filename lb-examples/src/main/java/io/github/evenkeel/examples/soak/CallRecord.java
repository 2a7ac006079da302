package io.github.evenkeel.examples.soak;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
     * @param ports  the client's, of the connections that it had: OkHttp may have taken more than one
     * @param at     when
     */
    private record Failure(IOException thrown, List<Integer> ports, long at) {
        boolean cut(Ledger ledger) {
            return ports.stream().anyMatch(port -> ledger.closed(port, at))
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

    private final List<Failure> failures = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private int attempts;
    private boolean failedLast;

    /** Stands behind the balancing interceptor, where it is called for each attempt. */
    static Response attempt(Interceptor.Chain chain) throws IOException {
        @Nullable CallRecord record = chain.request().tag(CallRecord.class);
        if (record == null) return chain.proceed(chain.request());
        record.attempts++;
        record.failedLast = true;
        record.ports.clear();
        try {
            Response response = chain.proceed(chain.request());
            record.failedLast = false;
            return response;
        } catch (IOException failure) {
            record.failures.add(new Failure(failure, List.copyOf(record.ports), System.nanoTime()));
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
                record.ports.add(connection.socket().getLocalPort());
            }
        };
    }

    /** How often it was given to a backend. */
    int attempts() {
        return attempts;
    }

    /** True if the last attempt's request was sent, at least in part: as it was if it had an answer. */
    boolean sentLast() {
        return !failedLast || failures.get(failures.size() - 1).sent();
    }

    /** True if the pool ended the last attempt. */
    boolean revokedLast() {
        return failedLast && failures.get(failures.size() - 1).revoked();
    }

    /** How many attempts have failed on connections that their servers had closed, or for servers that had ended. */
    long cuts(Ledger ledger) {
        return failures.stream().filter(failure -> failure.cut(ledger)).count();
    }
}
