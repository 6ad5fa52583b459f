package io.replicator.node.wire;

import static io.replicator.node.wire.FieldSource.required;

import io.replicator.engine.message.Request;
import io.replicator.engine.model.Ballot;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import java.io.IOException;

/** Makes requests out of their fields; see {@link MessageReader}. */
final class RequestReader {

    private RequestReader() {}

    static Request.Propose propose(FieldSource source) throws IOException {
        Pid pid = null;
        TxId txId = null;
        Value value = null;
        for (int field = source.next(); field != 0; field = source.next()) {
            switch (field) {
                case 1 -> pid = source.pid();
                case 2 -> txId = source.txId();
                case 3 -> value = source.value();
                default -> source.skip();
            }
        }
        return new Request.Propose(required(pid, "pid"), required(txId, "tx_id"), required(value, "value"));
    }

    static Request.Accept accept(FieldSource source) throws IOException {
        Ballot ballot = null;
        Pid pid = null;
        TxId txId = null;
        Value value = null;
        for (int field = source.next(); field != 0; field = source.next()) {
            switch (field) {
                case 1 -> ballot = source.message(ReplyReader::ballot);
                case 2 -> pid = source.pid();
                case 3 -> txId = source.txId();
                case 4 -> value = source.value();
                default -> source.skip();
            }
        }
        return new Request.Accept(required(ballot, "ballot"), required(pid, "pid"), required(txId, "tx_id"), value);
    }

    static Request.Prepare prepare(FieldSource source) throws IOException {
        Ballot ballot = null;
        for (int field = source.next(); field != 0; field = source.next()) {
            switch (field) {
                case 1 -> ballot = source.message(ReplyReader::ballot);
                default -> source.skip();
            }
        }
        return new Request.Prepare(required(ballot, "ballot"));
    }

    static Request.Query query(FieldSource source) throws IOException {
        while (source.next() != 0) {
            source.skip();
        }
        return new Request.Query();
    }

    static Request.Fetch fetch(FieldSource source) throws IOException {
        Pid pid = null;
        for (int field = source.next(); field != 0; field = source.next()) {
            switch (field) {
                case 1 -> pid = source.pid();
                default -> source.skip();
            }
        }
        return new Request.Fetch(required(pid, "pid"));
    }
}
