using System.CommandLine;
using System.Runtime.InteropServices;
using Weathervane.Cli.Commands;
using Weathervane.Cli.Commands.Drift;
using Weathervane.Cli.Commands.Experiments;
using Weathervane.Cli.Commands.Proving;
using Weathervane.Cli.Commands.Serving;
using Weathervane.Cli.Commands.Store;

namespace Weathervane.Cli;

/// <summary>The <c>vane</c> command: its table of contents, and what becomes of errors.</summary>
internal static class Program
{
    /// <summary>The command failed: the disk, the network, a file that cannot be written.</summary>
    internal const int Failed = 1;

    /// <summary>The input was wrong: an option, a file, a configuration.</summary>
    internal const int WrongInput = 2;

    /// <summary>The user stopped the command.</summary>
    internal const int Stopped = 130;

    private static async Task<int> Main(string[] args)
    {
        using var stop = new CancellationTokenSource();
        // The first signal asks the work to stop and keep what is done; a second one ends the process as usual.
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        return await RunAsync(args, new Terminal
        {
            Output = Console.Out,
            Error = Console.Error,
            Interactive = !Console.IsErrorRedirected,
            Cancel = stop.Token,
        });
    }

    /// <summary>All commands, in the order that help lists them. A new one is a file in Commands and a line here.</summary>
    private static readonly (string Name, Func<Terminal, Command> Create)[] Commands =
    [
        ("init", InitCommand.Create),
        ("run", RunCommand.Create),
        ("tune", TuneCommand.Create),
        ("fit", FitCommand.Create),
        ("predict", PredictCommand.Create),
        ("judge", JudgeCommand.Create),
        ("backtest", BacktestCommand.Create),
        ("drift", DriftCommand.Create),
        ("report", ReportCommand.Create),
        ("reproduce", ReproduceCommand.Create),
        ("runs", RunsCommand.Create),
        ("studies", StudiesCommand.Create),
        ("models", ModelsCommand.Create),
        ("up", UpCommand.Create),
        ("replay", ReplayCommand.Create),
        ("retrain", RetrainCommand.Create),
        ("serve", ServeCommand.Create),
        ("ab", AbCommand.Create),
        ("keys", KeysCommand.Create),
        ("import-registry", ImportRegistryCommand.Create),
        ("import-mlflow", ImportMlflowCommand.Create),
        ("export-mlflow", ExportMlflowCommand.Create),
        ("store", StoreCommand.Create),
        ("bars", BarsCommand.Create),
        ("features", FeaturesCommand.Create),
        ("prove", ProveCommand.Create),
        ("placebo", PlaceboCommand.Create),
    ];

    /// <summary>The command line: all of it, or only the command that is named, since making all takes a tenth of a second.</summary>
    internal static RootCommand Create(Terminal terminal, string? only = null)
    {
        var root = new RootCommand("Tells which way a market is likely to turn on its next bar, and whether that forecast can be trusted.")
        {
            CommonOptions.Json,
            CommonOptions.Quiet,
            CommonOptions.Workspace,
            CommonOptions.Store,
            CommonOptions.Artifacts,
            CommonOptions.Server,
        };
        foreach (var (_, create) in Commands.Any(c => c.Name == only) ? Commands.Where(c => c.Name == only) : Commands)
        {
            root.Add(create(terminal));
        }

        return root;
    }

    /// <summary>Runs one command line.</summary>
    /// <returns>0 done, 1 failed, 2 wrong input, 3 drift where <c>vane drift</c> was asked to fail on it, 130 stopped by the user.</returns>
    internal static async Task<int> RunAsync(string[] args, Terminal terminal)
    {
        var parse = Create(terminal, args.FirstOrDefault()).Parse(args);
        var configuration = new InvocationConfiguration
        {
            Output = terminal.Output,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        // What does not exist is told alone: the rest of such a line was read as something else than was meant.
        var unknown = UnknownNames.Of(parse);
        if (unknown.Count > 0 || parse.Errors.Count > 0)
        {
            foreach (var error in unknown.Count > 0 ? unknown : parse.Errors.Select(ParseWords.Of))
            {
                await terminal.Error.WriteLineAsync($"vane: {error}");
            }

            await terminal.Error.WriteLineAsync($"Try '{string.Join(' ', UnknownNames.Path(parse).Prepend("vane"))} --help'.");
            return WrongInput;
        }

        try
        {
            return await parse.InvokeAsync(configuration, terminal.Cancel);
        }
        catch (InputException wrong)
        {
            foreach (var problem in wrong.Problems)
            {
                await terminal.Error.WriteLineAsync($"vane: {problem}");
            }

            return WrongInput;
        }
        catch (OperationCanceledException)
        {
            await terminal.Error.WriteLineAsync("vane: stopped; what was finished is kept.");
            return Stopped;
        }
        catch (ArgumentException wrong)
        {
            // The runtime adds which parameter of which method it was, which says nothing to whoever typed a command.
            await terminal.Error.WriteLineAsync($"vane: {wrong.Message.Split(" (Parameter '", 2)[0]}");
            return WrongInput;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or System.Data.Common.DbException or InvalidDataException)
        {
            await terminal.Error.WriteLineAsync($"vane: {failure.Message}");
            return Failed;
        }
    }
}
