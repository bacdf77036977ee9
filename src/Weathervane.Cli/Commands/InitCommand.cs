using System.CommandLine;
using System.Text;
using Weathervane.Bars;
using Weathervane.Pipelines;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane init BARS.csv [-o pipeline.yaml]</c>: writes a commented pipeline for a bars file.</summary>
internal static class InitCommand
{
    internal static Command Create(Terminal terminal)
    {
        var bars = new Argument<string>("BARS") { Description = "A CSV file of bars (.csv or .csv.gz)." };
        var output = new Option<string?>("--output", "-o") { Description = "The pipeline to write (default: the bars file's name with .yaml, in the current folder).", HelpName = "FILE" };
        var clock = new Option<string?>("--clock") { Description = "The clock of the file's times, such as America/New_York+07:00 (default: UTC).", HelpName = "ZONE" };
        var command = new Command(
            "init",
            """
            Writes a commented pipeline for a bars file; an existing file is never overwritten.

            Examples:
              vane init eurusd.csv
              vane init broker.csv --clock America/New_York+07:00 -o pipelines/broker.yaml
            """)
        {
            bars, output, clock,
        };
        command.SetAction((parse, cancel) => RunAsync(
            new InitRequest(parse.GetValue(bars)!, parse.GetValue(output), parse.GetValue(clock), parse.GetValue(CommonOptions.Json)), terminal, cancel));
        return CommonOptions.OfThisMachine(command);
    }

    private static async Task<int> RunAsync(InitRequest request, Terminal terminal, CancellationToken cancel)
    {
        var file = BarReader.Read(request.Bars, new BarReadOptions { Clock = request.Clock }, cancel);
        var output = Path.GetFullPath(request.Output ?? PlainName(request.Bars) + ".yaml");
        var yaml = DefaultPipeline.Yaml(file.Bars, Path.GetRelativePath(Path.GetDirectoryName(output)!, Path.GetFullPath(request.Bars)).Replace('\\', '/'));
        if (request.Clock is { } clock)
        {
            yaml = yaml.Replace("  # clock: America/New_York+07:00   # when the file's times are not UTC", $"  clock: {clock}", StringComparison.Ordinal);
        }

        await WriteNewAsync(output, yaml, cancel);
        var next = $"vane run {Path.GetRelativePath(Environment.CurrentDirectory, output)}";
        if (request.Json)
        {
            terminal.WriteJson(new { pipeline = output, rows = file.Card.Rows, file.Card.First, file.Card.Last, problems = file.Card.Problems, next });
        }
        else
        {
            await terminal.Output.WriteLineAsync($"Wrote {output}.\nNext: {next}");
        }

        return 0;
    }

    /// <summary>Creates the file, or refuses: two that start together cannot both win.</summary>
    private static async Task WriteNewAsync(string path, string text, CancellationToken cancel)
    {
        try
        {
            await using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancel);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new InputException(path, "is there already, and is not overwritten.", "Choose another name with -o.");
        }
    }

    private static string PlainName(string path)
    {
        var name = Path.GetFileName(path);
        name = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
        return Path.GetFileNameWithoutExtension(name);
    }

    private sealed record InitRequest(string Bars, string? Output, string? Clock, bool Json);
}
