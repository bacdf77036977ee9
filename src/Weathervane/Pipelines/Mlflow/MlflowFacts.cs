namespace Weathervane.Pipelines.Mlflow;

/// <summary>What an <c>MLmodel</c> file tells of a model besides the model.</summary>
/// <param name="Created">When it was made, UTC.</param>
/// <param name="RunId">The run that trained it, 32 hex digits; null where none is known.</param>
public sealed record MlflowFacts(DateTime Created, string? RunId = null);
