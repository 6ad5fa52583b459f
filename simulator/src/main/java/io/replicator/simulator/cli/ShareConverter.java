package io.replicator.simulator.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a share, such as {@code 0.1} or {@code 10%}. */
final class ShareConverter implements ITypeConverter<Double> {

    @Override
    public Double convert(String text) {
        boolean percent = text.endsWith("%");
        String number = percent ? text.substring(0, text.length() - 1).strip() : text;
        try {
            double share = percent ? Double.parseDouble(number) / 100 : Double.parseDouble(number);
            if (share >= 0 && share <= 1) {
                return share;
            }
        } catch (NumberFormatException e) {
            // As with a number that is out of range.
        }
        throw new TypeConversionException("'" + text + "' is not a share: write it from 0 to 1, or from 0% to 100%");
    }
}
