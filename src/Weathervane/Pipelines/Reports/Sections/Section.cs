using Weathervane.Pipelines.Reports.Html;

namespace Weathervane.Pipelines.Reports.Sections;

/// <summary>A part of the page.</summary>
/// <param name="Id">Its anchor.</param>
/// <param name="Title">Its heading and its line in the contents.</param>
/// <param name="IsShown">Whether the report holds anything for it.</param>
/// <param name="Write">Writes what stands beneath the heading.</param>
internal sealed record Section(string Id, string Title, Func<RunReport, bool> IsShown, Action<RunReport, MarkupWriter> Write)
{
    /// <summary>All parts, in the order of the page: the answer first, then what supports it, then what it takes to check.</summary>
    internal static IReadOnlyList<Section> All { get; } =
    [
        VerdictSection.Section,
        FindingsSection.Section,
        ScoreboardSection.Section,
        ChangesSection.Section,
        FoldsSection.Section,
        RankingSection.Section,
        CalibrationSection.Section,
        DecisionSection.Section,
        MoneySection.Section,
        ConfusionSection.Section,
        ImportanceSection.Section,
        ContributionSection.Section,
        TuningSection.Section,
        DataSection.Section,
        LooksSection.Section,
        ReproductionSection.Section,
    ];
}
