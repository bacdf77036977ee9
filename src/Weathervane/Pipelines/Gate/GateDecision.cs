using System.Text.Json;

namespace Weathervane.Pipelines.Gate;

/// <summary>What a version asks the gate for.</summary>
public enum GateKind
{
    /// <summary>There is no champion yet.</summary>
    First,

    /// <summary>Another recipe than the champion's: it has to beat that recipe, and the baselines.</summary>
    Recipe,

    /// <summary>The champion's recipe on newer bars: guardrails have to hold.</summary>
    Refresh,
}

/// <summary>One condition of the gate.</summary>
/// <param name="Name">What it is about: <c>base-rate</c>, <c>champion</c>, <c>calibration</c>.</param>
/// <param name="Passed">Whether it holds.</param>
/// <param name="Words">The figures, in a sentence without an end mark.</param>
/// <param name="PValue">The p-value after correction for trials; NaN where there is no test.</param>
/// <param name="Power">Chance of proving a gain of the size seen on as many rows; NaN where none was seen, or none has to be proven.</param>
/// <param name="RowsNeeded">Rows that prove a gain of this size four times in five; null where none was seen, or none has to be proven.</param>
public sealed record GateCondition(string Name, bool Passed, string Words, double PValue = double.NaN, double Power = double.NaN, long? RowsNeeded = null);

/// <summary>Whether a version becomes the champion, and why.</summary>
public sealed record GateDecision
{
    /// <summary>The tag of a version that says how it stood at the gate.</summary>
    public const string TagName = "vane.gate";

    private const string ProvenWord = "proven";

    /// <summary>What was asked for.</summary>
    public required GateKind Kind { get; init; }

    /// <summary>Whether it becomes the champion.</summary>
    public required bool Promote { get; init; }

    /// <summary>Whether its recipe has beaten the baselines (and the champion's recipe, where there was one) after correction for trials.</summary>
    public required bool Proven { get; init; }

    /// <summary>Why, to be read after "champion, because" or "kept the champion, because".</summary>
    public required string Why { get; init; }

    /// <summary>What was asked, in order.</summary>
    public IReadOnlyList<GateCondition> Conditions { get; init; } = [];

    /// <summary>The tag's text: <c>first, not proven</c>.</summary>
    public string Tag => $"{JsonNamingPolicy.KebabCaseLower.ConvertName(Kind.ToString())}, {(Proven ? ProvenWord : "not " + ProvenWord)}";

    /// <summary>Whether a version came through the gate as proven.</summary>
    /// <param name="tags">Its tags.</param>
    public static bool IsProven(IReadOnlyDictionary<string, string> tags) => tags.GetValueOrDefault(TagName, "").EndsWith(", " + ProvenWord, StringComparison.Ordinal);
}
