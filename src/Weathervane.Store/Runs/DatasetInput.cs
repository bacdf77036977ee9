namespace Weathervane.Store.Runs;

/// <summary>Data that a run read, as MLflow describes it.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Digest">A short hash of it: the same name with another digest is other data.</param>
/// <param name="SourceType">The kind of source: <c>local</c>, <c>s3</c>.</param>
/// <param name="Source">Where it came from, as JSON.</param>
public sealed record DatasetInput(string Name, string Digest, string SourceType, string Source)
{
    /// <summary>Its columns, as JSON; null where nobody said.</summary>
    public string? Schema { get; init; }

    /// <summary>Figures on it, as JSON; null where nobody said.</summary>
    public string? Profile { get; init; }

    /// <summary>Labels of this use of it, such as <c>mlflow.data.context</c>.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}

/// <summary>A logged model that a run read or made.</summary>
/// <param name="ModelId">Its id.</param>
/// <param name="Made">Whether the run made it; otherwise it read it.</param>
/// <param name="Step">The step at which it was made.</param>
public sealed record RunModel(string ModelId, bool Made, long Step = 0);
