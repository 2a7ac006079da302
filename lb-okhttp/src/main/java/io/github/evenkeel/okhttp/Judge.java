package io.github.evenkeel.okhttp;

import io.github.evenkeel.LoadReport;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.pool.Lease;
import java.io.IOException;
import okhttp3.Call;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** The user's classifier, whose bugs break no call: where it fails, with an Error or a sneaked exception too, the standard judges. */
final class Judge {
    private final Classifier classifier;
    private final @Nullable LoadReader loads;
    private final Complaint complaint = new Complaint();
    private final Complaint loadComplaint = new Complaint();

    Judge(Classifier classifier, @Nullable LoadReader loads) {
        this.classifier = classifier;
        this.loads = loads;
    }

    /** A server has answered: its report is passed on, and what the answer says of it is returned. */
    Outcome of(Response response, Lease lease) {
        if (loads != null) report(loads, response, lease);
        return of(response);
    }

    private void report(LoadReader reader, Response response, Lease lease) {
        Response network = response.networkResponse();
        try {
            LoadReport report = reader.read(network != null ? network : response);
            if (report != null) lease.reported(report);
        } catch (Throwable bug) {
            loadComplaint.make("load reader " + reader + " failed; such answers tell no load", bug);
        }
    }

    Outcome of(Response response) {
        try {
            Outcome outcome = classifier.ofResponse(response);
            if (outcome != null) return outcome;
            complain(null);
        } catch (Throwable bug) {
            complain(bug);
        }
        return Classifier.standard().ofResponse(response);
    }

    Outcome of(Call call, IOException failure, boolean sent) {
        try {
            Outcome outcome = classifier.ofFailure(call, failure, sent);
            if (outcome != null) return outcome;
            complain(null);
        } catch (Throwable bug) {
            complain(bug);
        }
        return Classifier.standard().ofFailure(call, failure, sent);
    }

    private void complain(@Nullable Throwable bug) {
        String what = bug == null ? " returned null" : " failed";
        complaint.make("classifier " + classifier + what + "; the standard judges in such cases", bug);
    }
}
