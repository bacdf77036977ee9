namespace Weathervane.Cli.Tests;

/// <summary>Runs the command in this process and keeps what it wrote.</summary>
/// <param name="Exit">0 done, 1 failed, 2 wrong input, 130 stopped.</param>
/// <param name="Output">The result stream.</param>
/// <param name="Error">Progress, warnings, errors.</param>
internal sealed record Cli(int Exit, string Output, string Error)
{
    internal static async Task<Cli> RunAsync(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var exit = await Program.RunAsync(args, new Terminal
        {
            Output = TextWriter.Synchronized(output),
            Error = TextWriter.Synchronized(error),
            Environment = _ => null,
            Cancel = TestContext.Current.CancellationToken,
        });
        return new Cli(exit, output.ToString(), error.ToString());
    }
}
