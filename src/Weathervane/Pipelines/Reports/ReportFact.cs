namespace Weathervane.Pipelines.Reports;

/// <summary>A name and its value, both as text.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">Its value with its unit.</param>
/// <param name="NeedsAttention">True for something that a reader should look into.</param>
public sealed record ReportFact(string Name, string Value, bool NeedsAttention = false);

/// <summary>A parameter in which two models differ.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="First">Its value in the first; null where it has none.</param>
/// <param name="Second">Its value in the second; null where it has none.</param>
public sealed record ReportChange(string Name, string? First, string? Second);

/// <summary>A look at the sealed hold-out. The k-th look is held to a stricter level than the one before.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Run">The run that looked.</param>
/// <param name="By">Who ran it.</param>
public sealed record ReportLook(DateTime Time, string Run, string By);

/// <summary>What it takes to get the same bytes again.</summary>
/// <param name="Command">The command to type.</param>
/// <param name="Pipeline">The resolved pipeline, YAML.</param>
/// <param name="Facts">Seed, versions, hashes.</param>
public sealed record ReportReproduction(string Command, string Pipeline, IReadOnlyList<ReportFact> Facts);
