using System.Text.Json;
using System.Text.Json.Serialization;
using Weathervane.Client.Experiments;
using Weathervane.Client.Models;
using Weathervane.Client.Runs;
using Weathervane.Client.Studies;

namespace Weathervane.Client.Http;

/// <summary>The API's JSON: camelCase names, words for enums, NaN and infinities in quotes; readers are made by the compiler.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(WordOf<RunStatus>), typeof(WordOf<MoveKind>), typeof(WordOf<Change>), typeof(WordOf<TrialState>), typeof(WordOf<JobOutcome>), typeof(WordOf<ExperimentMode>),
        typeof(WordOf<GateKind>), typeof(WordOf<ExperimentEventKind>)])]
[JsonSerializable(typeof(Answer))]
[JsonSerializable(typeof(IReadOnlyList<RegisteredModel>))]
[JsonSerializable(typeof(IReadOnlyList<ModelVersion>))]
[JsonSerializable(typeof(IReadOnlyList<AliasMove>))]
[JsonSerializable(typeof(IReadOnlyList<AliasStanding>))]
[JsonSerializable(typeof(IReadOnlyList<StoredFile>))]
[JsonSerializable(typeof(IReadOnlyList<KeptStudy>))]
[JsonSerializable(typeof(NewStudy))]
[JsonSerializable(typeof(NewTries))]
[JsonSerializable(typeof(IReadOnlyList<KeptTry>))]
[JsonSerializable(typeof(NewLook))]
[JsonSerializable(typeof(LookNumber))]
[JsonSerializable(typeof(IReadOnlyList<HoldoutLook>))]
[JsonSerializable(typeof(GateWord))]
[JsonSerializable(typeof(GateOutcome))]
[JsonSerializable(typeof(IReadOnlyList<StudyOfRun>))]
[JsonSerializable(typeof(IReadOnlyList<Trial>))]
[JsonSerializable(typeof(IReadOnlyList<Run>))]
[JsonSerializable(typeof(VersionComparison))]
[JsonSerializable(typeof(Page<Run>))]
[JsonSerializable(typeof(Page<MetricPoint>))]
[JsonSerializable(typeof(NewVersion))]
[JsonSerializable(typeof(Promotion))]
[JsonSerializable(typeof(ReasonGiven))]
[JsonSerializable(typeof(AliasTarget))]
[JsonSerializable(typeof(NewRun))]
[JsonSerializable(typeof(RunLog))]
[JsonSerializable(typeof(Finish))]
[JsonSerializable(typeof(IReadOnlyList<ExperimentReport>))]
[JsonSerializable(typeof(NewExperiment))]
internal sealed partial class VaneJson : JsonSerializerContext;

/// <summary>Writes an enum as the API does: <c>finished</c>.</summary>
internal sealed class WordOf<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where T : struct, Enum;

/// <summary>The body of an error: problem+json, or MLflow's form.</summary>
internal sealed record Answer(string? Title, string? Detail, IReadOnlyList<VaneProblem>? Problems);

internal sealed record Promotion(long Version, string Reason, bool Force);

internal sealed record ReasonGiven(string Reason);

internal sealed record AliasTarget(long Version, string Reason);

internal sealed record Finish(RunStatus Status);

internal sealed record LookNumber(int Number);
