package io.replicator.engine.model;

/** What a voter stands for at a ballot; it holds the value's bytes. At ballot 0 a vote is a reservation. */
public record Vote(Ballot ballot, Pid pid, TxId txId, Value value) {}
