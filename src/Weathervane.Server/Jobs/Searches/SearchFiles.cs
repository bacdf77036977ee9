using System.Text;
using Weathervane.Pipelines;
using Weathervane.Pipelines.Inputs;
using Weathervane.Pipelines.Options;
using Weathervane.Pipelines.Running;
using Weathervane.Store;
using Weathervane.Store.Runs;

namespace Weathervane.Server.Jobs.Searches;

/// <summary>The pipeline of a search and the bars that it names, as they travel: no path of the machine that they came from, or lead to, counts.</summary>
public sealed record SearchFiles
{
    private const string PipelineName = "search/pipeline.yaml", BarsFolder = "search/bars/";

    /// <summary>The pipeline's text; the files that it names are those of <see cref="Bars"/>.</summary>
    public required string Pipeline { get; init; }

    /// <summary>The content of the bars' files by their names, which hold no folder.</summary>
    public required IReadOnlyDictionary<string, byte[]> Bars { get; init; }

    /// <summary>Reads what a pipeline of this machine needs elsewhere.</summary>
    /// <param name="pipeline">The pipeline, as it was resolved.</param>
    /// <exception cref="InputException">A file is not there.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static SearchFiles Of(Pipeline pipeline)
    {
        var content = new Dictionary<string, byte[]>(StringComparer.OrdinalIgnoreCase);
        var named = pipeline with
        {
            Bars = Renamed(pipeline.Bars),
            Series = [.. pipeline.Series.Select(s => s with { Bars = s.Bars is { } bars ? Renamed(bars) : null })],
        };
        return new SearchFiles { Pipeline = PipelineFile.Write(named), Bars = content };

        BarsSource Renamed(BarsSource source) => source with { Files = [.. source.Files.Select(Read)] };

        string Read(string file)
        {
            var path = Path.GetFullPath(Path.Combine(pipeline.Folder, file));
            if (!File.Exists(path))
            {
                throw new InputException(file, "there is no such file.", "Name a CSV file of bars.");
            }

            // Two folders may hold a file of the same name; the first of all names the series, and keeps its own.
            var name = Path.GetFileName(path);
            for (var n = 1; content.ContainsKey(name); n++)
            {
                name = FormattableString.Invariant($"{n}-{Path.GetFileName(path)}");
            }

            content[name] = File.ReadAllBytes(path);
            return name;
        }
    }

    /// <summary>Those of a study's run.</summary>
    internal static SearchFiles Read(Workspace workspace, Run run) => new()
    {
        Pipeline = Encoding.UTF8.GetString(workspace.Artifacts.Read(run, PipelineName)),
        Bars = workspace.Artifacts.List(run).Where(f => f.Name.StartsWith(BarsFolder, StringComparison.Ordinal))
            .ToDictionary(f => f.Name[BarsFolder.Length..], f => workspace.Artifacts.Read(run, f.Name)),
    };

    /// <summary>Keeps them with a run.</summary>
    internal void Keep(Workspace workspace, Run run)
    {
        workspace.Artifacts.Put(run, PipelineName, Encoding.UTF8.GetBytes(Pipeline));
        foreach (var (name, content) in Bars)
        {
            workspace.Artifacts.Put(run, BarsFolder + name, content);
        }
    }

    /// <summary>Reads the bars and makes the rows.</summary>
    /// <exception cref="InputException">The pipeline, its files or its dates do not fit: all problems at once.</exception>
    internal LoadedSearch Load(int threads, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("vane-search-").FullName;
        try
        {
            var pipeline = PipelineFile.Parse(Pipeline, "pipeline") with { Folder = folder };
            RequireNamed(pipeline);
            foreach (var (name, content) in Bars)
            {
                File.WriteAllBytes(Path.Combine(folder, name), content);
            }

            return new LoadedSearch(pipeline, PipelineInputs.Load(pipeline, threads, cancel));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // A pipeline that came over the network reads nothing but what came with it.
    private void RequireNamed(Pipeline pipeline)
    {
        var problems = new List<InputProblem>();
        problems.AddRange(Bars.Keys.Where(n => n.Length == 0 || n != Path.GetFileName(n) || n is "." or ".." || n.Contains('\\', StringComparison.Ordinal))
            .Select(n => new InputProblem("files", $"'{n}' is no name of a file without a folder.")));
        problems.AddRange(new[] { pipeline.Bars }.Concat(pipeline.Series.Select(s => s.Bars).OfType<BarsSource>()).SelectMany(b => b.Files).Where(f => !Bars.ContainsKey(f))
            .Select(f => new InputProblem("bars", $"the file '{f}' did not come with the pipeline.", "Send it in 'files', under the name that the pipeline gives it.")));
        if (pipeline.Tuning.Seconds is not null)
        {
            problems.Add(new InputProblem("tuning.seconds", "trials that several servers make are not bounded in seconds.", "Leave it out, and say how many trials."));
        }

        if (problems.Count > 0)
        {
            throw new InputException(problems);
        }
    }
}

/// <summary>A pipeline with what it read.</summary>
/// <param name="Pipeline">The pipeline.</param>
/// <param name="Inputs">Its bars and rows.</param>
internal sealed record LoadedSearch(Pipeline Pipeline, PipelineInputs Inputs)
{
    /// <summary>The search of one learner's ranges, on half of the cores.</summary>
    internal OpenSearch Open(string learner) => PipelineTuner.Open(Pipeline, Inputs, learner, new RunOptions { Threads = JobWorker.Threads });
}
