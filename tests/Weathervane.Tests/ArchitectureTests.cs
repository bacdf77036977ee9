using System.Text.RegularExpressions;

namespace Weathervane.Tests;

/// <summary>What DESIGN calls one-way data flow, and what no compiler knows.</summary>
public sealed partial class ArchitectureTests
{
    /// <summary>Each folder may use those before it.</summary>
    private static readonly string[] Flow =
        ["Numerics", "Bars", "Features", "Labels", "Datasets", "Learners", "Evaluation", "Tuning", "Monitoring", "Pipelines"];

    [Fact]
    public void Each_folder_of_the_library_uses_only_those_before_it()
    {
        var offences =
            from file in Sources("src/Weathervane")
            let folder = Path.GetRelativePath(Path.Combine(Repository.Root, "src/Weathervane"), file).Split('/')[0]
            where Flow.Contains(folder)
            from Match use in Using().Matches(File.ReadAllText(file))
            let used = use.Groups[1].Value
            where Flow.Contains(used) && Array.IndexOf(Flow, used) > Array.IndexOf(Flow, folder)
            select $"{Path.GetRelativePath(Repository.Root, file)} uses {used}";
        Assert.Empty(offences);
    }

    [Fact]
    public void The_library_knows_neither_store_nor_server_nor_command_line_and_nothing_knows_the_command_line()
    {
        Assert.Empty(Mentions("src/Weathervane", "Weathervane.Store", "Weathervane.Server", "Weathervane.Cli", "Microsoft.Data.Sqlite", "Microsoft.AspNetCore"));
        Assert.Empty(Mentions("src/Weathervane.Store", "Weathervane.Feeds", "Weathervane.Server", "Weathervane.Cli"));
        Assert.Empty(Mentions("src/Weathervane.Feeds", "Weathervane.Store", "Weathervane.Server", "Weathervane.Cli"));
        Assert.Empty(Mentions("src/Weathervane.Server", "Weathervane.Cli"));
    }

    [Fact]
    public void The_client_knows_the_server_by_its_API_alone()
    {
        Assert.Empty(Mentions("src/Weathervane.Client", "Weathervane.Store", "Weathervane.Server", "Weathervane.Cli;", "Microsoft.AspNetCore"));
        Assert.DoesNotContain("Reference", File.ReadAllText(Path.Combine(Repository.Root, "src/Weathervane.Client/Weathervane.Client.csproj")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_library_reads_no_clock_and_no_shared_randomness() => Assert.Empty(
        Mentions("src/Weathervane", "DateTime.Now", "DateTime.UtcNow", "DateTimeOffset.Now", "DateTimeOffset.UtcNow", "Random.Shared", "new Random(", "Guid.NewGuid"));

    [Fact]
    public void The_librarys_parallel_work_stays_on_the_threads_of_its_caller() =>
        // A study's trials wait for one another, which the threads of any scheduler need not bear.
        Assert.Equal(
            ["src/Weathervane/Numerics/ParallelRuns.cs: TaskScheduler", "src/Weathervane/Tuning/Study.cs: Task.Run(", "src/Weathervane/Tuning/Study.cs: TaskScheduler"],
            Mentions("src/Weathervane", "Task.Run(", "new ParallelOptions", "Parallel.Invoke", "Parallel.ForEach", "AsParallel", "ThreadPool", "TaskScheduler").Order(StringComparer.Ordinal));

    [Fact]
    public void The_library_uses_its_own_exp_log_and_trigonometry() =>
        // The platform's give other last bits on another processor; sqrt, floor and the like are exact everywhere.
        Assert.Empty(
            Sources("src/Weathervane")
                .SelectMany(f => PlatformMath().Matches(WithoutComments(File.ReadAllText(f))).Select(m => $"{Path.GetRelativePath(Repository.Root, f)}: {m.Value}")));

    private static IEnumerable<string> Mentions(string folder, params string[] words) =>
        from file in Sources(folder)
        let text = WithoutComments(File.ReadAllText(file))
        from word in words
        where text.Contains(word, StringComparison.Ordinal)
        select $"{Path.GetRelativePath(Repository.Root, file)}: {word}";

    private static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories);

    private static string WithoutComments(string text) => Comment().Replace(text, "");

    [GeneratedRegex(@"using (?:static )?Weathervane\.(\w+)")]
    private static partial Regex Using();

    [GeneratedRegex(@"(?<!Fixed)\bMathF?\.(?:Exp|Log|Log2|Log10|Pow|Sin|Cos|Tan|Tanh|Sinh|Cosh|Asin|Acos|Atan|Atan2|Cbrt)\(")]
    private static partial Regex PlatformMath();

    [GeneratedRegex(@"//[^\n]*")]
    private static partial Regex Comment();
}
