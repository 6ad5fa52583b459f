package io.replicator.node.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "swarm-key",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Make the key of a private network: a new one each time.",
            "",
            "Give the same file to every node, by --swarm-key. Whoever has it can join."
        })
final class SwarmKeyCommand implements Callable<Integer> {

    private final Shell shell;
    private final Supplier<String> newKey;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "<file>",
            description = {"Write it to this new file, which only its owner can", "read, instead of to standard output."
            })
    private @Nullable Path output;

    /** @param newKey makes what stands in the file */
    SwarmKeyCommand(Shell shell, Supplier<String> newKey) {
        this.shell = shell;
        this.newKey = newKey;
    }

    @Override
    public Integer call() throws CommandFailure {
        if (output == null) {
            shell.out().print(newKey.get());
            shell.out().flush();
        } else {
            write(output);
            shell.out().println("Written to " + output + ". Start every node with --swarm-key and a copy of it.");
        }
        return ExitCode.OK;
    }

    private void write(Path file) throws CommandFailure {
        try {
            Files.createFile(file, onlyForItsOwner(file));
            Files.writeString(file, newKey.get());
        } catch (FileAlreadyExistsException e) {
            throw refusal(file + " is there already, and is left as it is: name another file, or remove it", e);
        } catch (NoSuchFileException e) {
            throw refusal("there is no folder for " + file + ": create it first", e);
        } catch (IOException e) {
            throw refusal(file + " cannot be written: name another file (" + e.getMessage() + ")", e);
        }
    }

    private static CommandFailure refusal(String reason, IOException cause) {
        return new CommandFailure(ExitCode.USAGE, "--output: " + reason, cause);
    }

    private static FileAttribute<?>[] onlyForItsOwner(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
