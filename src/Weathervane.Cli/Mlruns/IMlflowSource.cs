using Weathervane.Store.Import;

namespace Weathervane.Cli.Mlruns;

/// <summary>A file to take over.</summary>
/// <param name="Name">Its path below what it belongs to.</param>
/// <param name="Open">Opens its content.</param>
internal sealed record SourceFile(string Name, Func<Stream> Open);

/// <summary>What MLflow keeps: in a folder, or at a running server. Metadata is read before anything is taken over; runs and files one by one.</summary>
internal interface IMlflowSource
{
    IReadOnlyList<ForeignExperiment> Experiments { get; }

    IReadOnlyList<(ForeignLoggedModel Model, IEnumerable<SourceFile> Files)> LoggedModels { get; }

    IReadOnlyList<ForeignModel> Models { get; }

    int Runs { get; }

    /// <summary>What is left out, a sentence each; known when all was read.</summary>
    IReadOnlyCollection<string> Warnings { get; }

    /// <summary>Places here of a model's versions whose files are the registry's own, with those files.</summary>
    IEnumerable<(string Place, IEnumerable<SourceFile> Files)> FilesOf(ForeignModel model);

    /// <summary>The runs that are not here yet, one after the other; null in place of those that are.</summary>
    IEnumerable<(ForeignRun Run, IEnumerable<SourceFile> Files)?> ReadRuns(Func<string, bool> isHere);
}
