package io.replicator.simulator.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/** Turns values into places on paper, and knows the round values in between. */
sealed interface Scale {

    /** The values' ratio from which on a linear scale would press the small ones flat. */
    double RATIO_FOR_LOGARITHMIC = 20;

    double HOUR = 3600;

    List<Double> ROUND_SECONDS = List.of(10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, HOUR);

    double at(double value);

    List<Double> ticks();

    String label(double tick);

    /** From nothing to the first round value above {@code most}. */
    static Scale linear(double most, int wantedTicks, double from, double to) {
        double high = most > 0 && Double.isFinite(most) ? most : 1;
        double step = roundUp(high / wantedTicks);
        return new Linear(Math.ceil(high / step - 1e-9) * step, step, from, to);
    }

    /** From nothing to exactly so many seconds, in steps that are round on a clock. */
    static Scale time(double seconds, int mostTicks, double from, double to) {
        double step = seconds / mostTicks;
        double round = ROUND_SECONDS.stream()
                .filter(candidate -> candidate >= step)
                .findFirst()
                .orElse(HOUR * roundUp(step / HOUR));
        return new Linear(seconds, step < 10 ? roundUp(step) : round, from, to);
    }

    /** Logarithmic if the range of the values asks for it, linear otherwise. Ignores what is not a positive number. */
    static Scale fitting(DoubleStream values, double from, double to) {
        double[] positive =
                values.filter(v -> v > 0 && Double.isFinite(v)).sorted().toArray();
        if (positive.length == 0) {
            return linear(1, 4, from, to);
        }
        double low = positive[0];
        double high = positive[positive.length - 1];
        return high / low < RATIO_FOR_LOGARITHMIC
                ? linear(high, 4, from, to)
                : new Logarithmic(roundDown(low), roundUp(high), from, to);
    }

    default boolean isLogarithmic() {
        return this instanceof Logarithmic;
    }

    /** The least of 1, 2, 5, 10, 20, … that is not below {@code value}. */
    private static double roundUp(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(value) + 1e-9));
        double digit = value / power;
        return power * (digit <= 1 + 1e-9 ? 1 : digit <= 2 + 1e-9 ? 2 : digit <= 5 + 1e-9 ? 5 : 10);
    }

    private static double roundDown(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(value) + 1e-9));
        double digit = value / power;
        return power * (digit >= 5 - 1e-9 ? 5 : digit >= 2 - 1e-9 ? 2 : 1);
    }

    record Linear(double high, double step, double from, double to) implements Scale {

        @Override
        public double at(double value) {
            return from + (to - from) * value / high;
        }

        @Override
        public List<Double> ticks() {
            List<Double> ticks = new ArrayList<>();
            for (int i = 0; i * step <= high * (1 + 1e-9); i++) {
                ticks.add(i * step);
            }
            return ticks;
        }

        @Override
        public String label(double tick) {
            return Numbers.fixed(tick, Numbers.decimals(step));
        }
    }

    record Logarithmic(double low, double high, double from, double to) implements Scale {

        private static final int MOST_TICKS = 8;

        @Override
        public double at(double value) {
            return from + (to - from) * Math.log(Math.max(value, low) / low) / Math.log(high / low);
        }

        @Override
        public List<Double> ticks() {
            List<Double> ticks = ticks(1, 2, 5);
            return ticks.size() <= MOST_TICKS ? ticks : ticks(1);
        }

        private List<Double> ticks(int... digits) {
            List<Double> ticks = new ArrayList<>();
            for (double power = Math.pow(10, Math.floor(Math.log10(low) + 1e-9)); power <= high * 1.001; power *= 10) {
                for (int digit : digits) {
                    double tick = digit * power;
                    if (tick >= low * 0.999 && tick <= high * 1.001) {
                        ticks.add(tick);
                    }
                }
            }
            return ticks;
        }

        @Override
        public String label(double tick) {
            return Numbers.fixed(tick, Numbers.decimals(tick * 1.001));
        }
    }
}
